package drift

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/dmarc"
	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/spf"
)

// records compares what is published.
func (c *comparison) records() {
	if c.found.Records == nil {
		return
	}
	for _, want := range mailauth.Records(c.spec, c.facts) {
		found, ok := c.found.Records[want.Kind]
		if ok {
			c.record(want, found)
		}
	}
}

// record compares one role:
//
//	found                     said
//	nothing                   missing
//	one value, equal          nothing; the TTL where it differs
//	one value, another        changed
//	several values            doubled
func (c *comparison) record(want mailauth.Record, found Record) {
	path := fmt.Sprintf("records[%q]", want.Kind)
	switch values := found.Values; {
	case len(values) == 0:
		c.add(path, want.Key.String()+" is missing", c.missing(want))
	case len(values) > 1:
		c.add(path, fmt.Sprintf("%s has %d values of this kind: %s", found.Key, len(values), quotedList(values)), c.doubled(want, values))
	case found.Key != want.Key || !want.Kind.Equal(values[0], want.Text):
		c.add(path, fmt.Sprintf("%s is %q instead of %q", found.Key, values[0], want.Text), c.changed(want, values[0]))
	case found.TTL != want.TTL:
		c.add(path, fmt.Sprintf("%s has a TTL of %d s instead of %d", found.Key, found.TTL, want.TTL), "changes of it reach receivers sooner or later than expected")
	}
}

func quotedList(values []string) string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = fmt.Sprintf("%q", v)
	}
	return strings.Join(out, ", ")
}

func (c *comparison) missing(want mailauth.Record) string {
	switch want.Kind {
	case mailauth.DKIM1, mailauth.DKIM2, mailauth.DKIM3:
		return "receivers do not find the key of mail signed with it, so its signature fails; after five days SES stops signing"
	case mailauth.MailFromMX:
		return c.withoutMX()
	case mailauth.MailFromSPF:
		return "SPF has no result for the envelope sender; " + c.judged(func(s *mailauth.Spec) { s.MailFrom.Enabled = false })
	case mailauth.SPF:
		return "SPF has no result for mail that is sent with " + c.from() + " in the envelope"
	default:
		return "receivers have no policy, and forged mail from " + c.from() + " is delivered like any other"
	}
}

func (c *comparison) doubled(want mailauth.Record, values []string) string {
	switch want.Kind {
	case mailauth.MailFromMX:
		return "SES accepts only its own MX there (SES Developer Guide, MAIL FROM): " + c.withoutMX()
	case mailauth.MailFromSPF, mailauth.SPF:
		return fmt.Sprintf("receivers treat %d SPF records at one name as an error (permerror, RFC 7208 section 4.5), so SPF passes for nobody", len(values))
	case mailauth.DMARCPolicy:
		return "receivers discard all of them (RFC 9989 section 4.10), as if there were no policy"
	default:
		return "receivers follow any of them"
	}
}

func (c *comparison) changed(want mailauth.Record, value string) string {
	switch want.Kind {
	case mailauth.MailFromMX:
		return "SES does not find its own MX: " + c.withoutMX()
	case mailauth.MailFromSPF, mailauth.SPF:
		return c.changedSPF(want, value)
	case mailauth.DMARCPolicy:
		return changedPolicy(want.Text, value)
	default:
		return "receivers do not find the key of mail signed with it, so its signature fails; after five days SES stops signing"
	}
}

func (c *comparison) changedSPF(want mailauth.Record, value string) string {
	record, err := spf.Parse(value)
	switch {
	case err != nil:
		return "receivers treat it as an error (permerror), so SPF passes for nobody"
	case want.Kind == mailauth.MailFromSPF && !record.Authorizes("amazonses.com"):
		return "SES is not authorised, so SPF fails; " + c.judged(func(s *mailauth.Spec) { s.MailFrom.Enabled = false })
	default:
		return "other servers may send than was applied"
	}
}

// changedPolicy says whether a DMARC record became weaker.
func changedPolicy(want, value string) string {
	before, errBefore := dmarc.Parse(want)
	now, err := dmarc.Parse(value)
	switch {
	case err != nil:
		return "receivers ignore it, as if there were no policy"
	case errBefore != nil:
		return "receivers follow another policy"
	case strength(now.Policy) < strength(before.Policy):
		return fmt.Sprintf("forged mail is held to p=%s, which is weaker than p=%s", now.Policy, before.Policy)
	case strength(now.Policy) > strength(before.Policy):
		return fmt.Sprintf("mail that fails is held to p=%s, which is stricter than p=%s", now.Policy, before.Policy)
	case len(now.RUA) == 0 && len(before.RUA) > 0:
		return "nobody receives aggregate reports any more"
	case !slices.Equal(now.RUA, before.RUA):
		return "aggregate reports go elsewhere"
	default:
		return "receivers judge mail by other settings than were applied"
	}
}

func strength(p dmarc.Policy) int {
	return slices.Index([]dmarc.Policy{dmarc.None, dmarc.Quarantine, dmarc.Reject}, p)
}
