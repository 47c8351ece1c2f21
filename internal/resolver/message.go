package resolver

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"golang.org/x/net/dns/dnsmessage"

	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

const (
	// udpSize is how long an answer over UDP may be: as much as passes
	// everywhere without being cut into fragments (RFC 9715 section 3).
	udpSize = 1232
	// maxRecords is how many records of an answer are read.
	maxRecords = 1000
)

// reply is the answer of a server, as far as it matters here.
type reply struct {
	code                             dnsmessage.RCode
	authoritative, recurs, truncated bool
	// soa and ns say what stands in the authority section.
	soa, ns bool
	records []record
}

type record struct {
	rr.Key
	text string
}

// values are those of a set, sorted.
func (r reply) values(key rr.Key) []string {
	var out []string
	for _, have := range r.records {
		if have.Key == key {
			out = append(out, have.text)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// alias is where the CNAME of a name leads.
func (r reply) alias(name rr.Name) (rr.Name, bool) {
	targets := r.values(rr.Key{Name: name, Type: rr.CNAME})
	if len(targets) == 0 {
		return "", false
	}
	return rr.Name(targets[0]), true
}

// nameError is NXDOMAIN: the name, or the last of the aliases, is not there.
func (r reply) nameError() bool { return r.code == dnsmessage.RCodeNameError }

// denies reports whether the reply says that there is nothing, as the SOA in it
// does (RFC 2308 section 2.2).
func (r reply) denies() bool { return r.nameError() || r.soa }

// unknowing is the reply of a server that knows no EDNS (RFC 6891 section 7).
func (r reply) unknowing() bool {
	return r.code == dnsmessage.RCodeFormatError || r.code == dnsmessage.RCodeNotImplemented
}

// about reports whether anything is said of a name.
func (r reply) about(name rr.Name) bool {
	return slices.ContainsFunc(r.records, func(have record) bool { return have.Name == name })
}

// fault is why a reply is none to a question about a name:
//
//	NXDOMAIN                              an answer
//	NOERROR with its records, or a SOA    an answer
//	NOERROR by authority, else empty      an answer: the name has other types
//	NOERROR by recursion, and no referral the same, as some write it
//	NOERROR with a referral, or nothing   lame: the server does not know
//	SERVFAIL                              may be better the next time
//	REFUSED and others                    will be the same the next time
func (r reply) fault(name rr.Name) error {
	switch r.code {
	case dnsmessage.RCodeNameError:
		return nil
	case dnsmessage.RCodeSuccess:
		if r.about(name) || r.soa || r.authoritative || r.recurs && !r.ns {
			return nil
		}
		return &fault{reason: "refers to other name servers instead of answering (a lame delegation, or a server that does not resolve)", final: true}
	case dnsmessage.RCodeServerFailure:
		return &fault{reason: "answered SERVFAIL: it could not find out"}
	case dnsmessage.RCodeRefused:
		return &fault{reason: "answered REFUSED: it does not answer for this name, or not to this machine", final: true}
	}
	return &fault{reason: "answered " + codeName(r.code), final: true}
}

func codeName(code dnsmessage.RCode) string {
	switch code {
	case dnsmessage.RCodeFormatError:
		return "FORMERR: it does not understand the question"
	case dnsmessage.RCodeNotImplemented:
		return "NOTIMP: it does not understand the question"
	}
	return fmt.Sprintf("with the response code %d", code)
}

// ErrType says that a record type cannot be asked for.
var ErrType = errors.New("resolver: no type that is asked for")

func wireType(t rr.Type) (dnsmessage.Type, error) {
	switch t {
	case A:
		return dnsmessage.TypeA, nil
	case AAAA:
		return dnsmessage.TypeAAAA, nil
	case rr.CNAME:
		return dnsmessage.TypeCNAME, nil
	case rr.MX:
		return dnsmessage.TypeMX, nil
	case rr.TXT:
		return dnsmessage.TypeTXT, nil
	}
	return 0, fmt.Errorf("%w: %q", ErrType, t)
}

// pack makes a question that asks for recursion.
func pack(id uint16, key rr.Key, edns bool) ([]byte, error) {
	typ, err := wireType(key.Type)
	if err != nil {
		return nil, err
	}
	name, err := dnsmessage.NewName(string(key.Name) + ".")
	if err != nil {
		return nil, fmt.Errorf("ask for %s: %w", key, err)
	}
	message := dnsmessage.Message{
		Header:    dnsmessage.Header{ID: id, RecursionDesired: true},
		Questions: []dnsmessage.Question{{Name: name, Type: typ, Class: dnsmessage.ClassINET}},
	}
	if edns {
		var header dnsmessage.ResourceHeader
		if err := header.SetEDNS0(udpSize, dnsmessage.RCodeSuccess, false); err != nil {
			return nil, fmt.Errorf("ask for %s: %w", key, err)
		}
		message.Additionals = []dnsmessage.Resource{{Header: header, Body: &dnsmessage.OPTResource{}}}
	}
	packed, err := message.Pack()
	if err != nil {
		return nil, fmt.Errorf("ask for %s: %w", key, err)
	}
	return packed, nil
}

// errOther says that a message is no answer to the question that was asked.
var errOther = errors.New("no answer to the question")

// unpack reads a message. The error is errOther, or a fault of the answer.
func unpack(message []byte, id uint16, key rr.Key) (reply, error) {
	var parser dnsmessage.Parser
	header, err := parser.Start(message)
	if err != nil || header.ID != id || !header.Response {
		return reply{}, errOther
	}
	got := reply{
		code: header.RCode, authoritative: header.Authoritative, recurs: header.RecursionAvailable, truncated: header.Truncated,
	}
	questions, err := parser.AllQuestions()
	if err != nil || !repeats(questions, got, key) {
		return reply{}, errOther
	}
	if got.truncated {
		return got, nil
	}
	if err := got.read(&parser); err != nil {
		return reply{}, &fault{reason: "sent an answer that cannot be read: " + err.Error()}
	}
	return got, nil
}

// repeats reports whether a message repeats the question, as it has to unless
// the server could not read it (RFC 5452 section 9.1).
func repeats(questions []dnsmessage.Question, got reply, key rr.Key) bool {
	if len(questions) == 0 {
		return got.unknowing()
	}
	typ, err := wireType(key.Type)
	q := questions[0]
	return err == nil && len(questions) == 1 && nameOf(q.Name) == key.Name && q.Type == typ && q.Class == dnsmessage.ClassINET
}

func nameOf(name dnsmessage.Name) rr.Name {
	return rr.Name(strings.TrimSuffix(strings.ToLower(name.String()), "."))
}

// read takes the records out of the answer section, and looks into the authority
// section.
func (r *reply) read(parser *dnsmessage.Parser) error {
	for range maxRecords {
		header, err := parser.AnswerHeader()
		if errors.Is(err, dnsmessage.ErrSectionDone) {
			return r.readAuthority(parser)
		}
		if err != nil {
			return err
		}
		typ, text, err := body(parser, header)
		if err != nil {
			return err
		}
		if typ != "" {
			r.records = append(r.records, record{rr.Key{Name: nameOf(header.Name), Type: typ}, rr.Canonical(typ, text)})
		}
	}
	return fmt.Errorf("more than %d records", maxRecords)
}

func (r *reply) readAuthority(parser *dnsmessage.Parser) error {
	for range maxRecords {
		header, err := parser.AuthorityHeader()
		if errors.Is(err, dnsmessage.ErrSectionDone) {
			return nil
		}
		if err != nil {
			return err
		}
		r.soa = r.soa || header.Type == dnsmessage.TypeSOA
		r.ns = r.ns || header.Type == dnsmessage.TypeNS
		if err := parser.SkipAuthority(); err != nil {
			return err
		}
	}
	return fmt.Errorf("more than %d records", maxRecords)
}

// body reads the data of a record; of a type that nobody asks for the type is
// empty.
func body(parser *dnsmessage.Parser, header dnsmessage.ResourceHeader) (rr.Type, string, error) {
	switch header.Type {
	case dnsmessage.TypeA:
		got, err := parser.AResource()
		return A, netip.AddrFrom4(got.A).String(), err
	case dnsmessage.TypeAAAA:
		got, err := parser.AAAAResource()
		return AAAA, netip.AddrFrom16(got.AAAA).String(), err
	case dnsmessage.TypeCNAME:
		got, err := parser.CNAMEResource()
		return rr.CNAME, got.CNAME.String(), err
	case dnsmessage.TypeMX:
		got, err := parser.MXResource()
		return rr.MX, fmt.Sprintf("%d %s", got.Pref, got.MX), err
	case dnsmessage.TypeTXT:
		got, err := parser.TXTResource()
		return rr.TXT, strings.Join(got.TXT, ""), err
	}
	return "", "", parser.SkipAnswer()
}
