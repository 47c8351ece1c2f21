package sesapi

import (
	"encoding/json"
	"fmt"
	"net/mail"
	"slices"
	"strings"
	"time"
)

// Message is a mail that SendEmail accepted.
type Message struct {
	Account, Region  string
	ID, From         string
	To               []string
	ConfigurationSet string
	// MailFrom is the domain of the envelope sender.
	MailFrom string
	// DKIMDomain signs the message; empty when nothing does.
	DKIMDomain string
	// Content is the Content member of the request.
	Content json.RawMessage
}

type sendInput struct {
	FromEmailAddress     string
	ConfigurationSetName *string
	Destination          struct{ ToAddresses, CcAddresses, BccAddresses []string }
	Content              json.RawMessage
}

// sendEmail accepts what a verified identity sends; in the sandbox only to
// verified recipients and the mailbox simulator.
func (s *Service) sendEmail(r *request) (any, error) {
	in, err := decode[sendInput](r)
	if err != nil {
		return nil, err
	}
	from, err := mail.ParseAddress(in.FromEmailAddress)
	if err != nil {
		return nil, badRequest("Missing or invalid 'From' address: %s", in.FromEmailAddress)
	}
	to := slices.Concat(in.Destination.ToAddresses, in.Destination.CcAddresses, in.Destination.BccAddresses)
	if len(to) == 0 || len(in.Content) == 0 {
		return nil, badRequest("A message needs a destination and content.")
	}
	if err := s.checkConfigurationSetLocked(r, in.ConfigurationSetName); err != nil {
		return nil, err
	}
	a := s.settingsLocked(r.Account, r.Region)
	switch {
	case a.enforcement == "SHUTDOWN":
		return nil, &apiError{"AccountSuspendedException", "The account is suspended."}
	case !a.sending:
		return nil, &apiError{"SendingPausedException", "Sending is paused for this account."}
	}
	id, err := s.senderLocked(r, from.Address, to, a.production)
	if err != nil {
		return nil, err
	}
	m := s.envelopeLocked(r, id)
	if m == nil {
		return nil, &apiError{"MailFromDomainNotVerifiedException", "The MAIL FROM domain " + id.mailFrom.domain + " is not verified."}
	}
	if !a.spend(s.opts.Now(), to) {
		return nil, &apiError{"LimitExceededException", "Daily message quota exceeded."}
	}
	m.ID = fmt.Sprintf("%016x-%08x-000000", s.opts.Now().UnixMilli(), len(s.sent)+1)
	m.From, m.To, m.Content = from.Address, to, in.Content
	if in.ConfigurationSetName != nil {
		m.ConfigurationSet = *in.ConfigurationSetName
	}
	s.sent = append(s.sent, *m)
	return struct{ MessageId string }{m.ID}, nil
}

// senderLocked finds the identity that sends for from, and names in one refusal
// all addresses that are not verified.
func (s *Service) senderLocked(r *request, from string, to []string, production bool) (*identity, error) {
	var failed []string
	id, ok := s.authorityLocked(r, from)
	if !ok {
		failed = append(failed, from)
	}
	for _, address := range to {
		parsed, err := mail.ParseAddress(address)
		if err != nil {
			return nil, badRequest("Illegal address: %s", address)
		}
		if production || simulated(address) {
			continue
		}
		if _, ok := s.authorityLocked(r, parsed.Address); !ok && !slices.Contains(failed, parsed.Address) {
			failed = append(failed, parsed.Address)
		}
	}
	if len(failed) > 0 {
		return nil, &apiError{"MessageRejected", "Email address is not verified. The following identities failed the check in region " +
			strings.ToUpper(r.Region) + ": " + strings.Join(failed, ", ")}
	}
	return id, nil
}

// spend counts recipients against the quota, if that allows them all.
func (a *settings) spend(now time.Time, to []string) bool {
	counted := slices.DeleteFunc(slices.Clone(to), simulated)
	if q := a.quota(now); q.SentLast24Hours+float64(len(counted)) > q.Max24HourSend {
		return false
	}
	a.sent = append(a.sent, slices.Repeat([]time.Time{now}, len(counted))...)
	return true
}

// simulated reports whether an address is one of the mailbox simulator, to which
// everybody may send and for which no daily quota counts (Developer Guide,
// "Using the mailbox simulator").
func simulated(address string) bool {
	parsed, err := mail.ParseAddress(address)
	return err == nil && strings.HasSuffix(strings.ToLower(parsed.Address), "@simulator.amazonses.com")
}

// authorityLocked is the verified identity for an address: itself, its domain,
// or a domain above that.
func (s *Service) authorityLocked(r *request, address string) (*identity, bool) {
	if id, ok := s.askedLocked(r.ref(address)); ok && id.verified() {
		return id, true
	}
	_, domain, _ := strings.Cut(address, "@")
	for more := true; more; _, domain, more = strings.Cut(domain, ".") {
		if id, ok := s.askedLocked(r.ref(domain)); ok && id.verified() {
			return id, true
		}
	}
	return nil, false
}

// envelopeLocked fills in what SES adds; nil is the refusal that
// REJECT_MESSAGE asks for while MAIL FROM is not SUCCESS.
func (s *Service) envelopeLocked(r *request, id *identity) *Message {
	m := &Message{Account: r.Account, Region: r.Region, MailFrom: r.Region + ".amazonses.com"}
	if r.Region == "us-east-1" {
		m.MailFrom = "amazonses.com"
	}
	switch {
	case id.mailFrom.domain == "":
	case id.mailFrom.status == Success:
		m.MailFrom = id.mailFrom.domain
	case id.mailFrom.behavior == rejectMessage:
		return nil
	}
	if d := s.dkimViewLocked(id); d.SigningEnabled && (d.Status == Success || d.Status == TemporaryFailure) {
		m.DKIMDomain = id.domain()
	}
	return m
}

// Sent are the messages that were accepted, oldest first.
func (s *Service) Sent() []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.sent)
}
