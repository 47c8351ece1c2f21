package dnsserver

import (
	"golang.org/x/net/dns/dnsmessage"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/hostedzone"
)

// reply is an answer before it is packed.
type reply struct {
	code          dnsmessage.RCode
	authoritative bool
	truncated     bool
	answers       []dnsmessage.Resource
	authorities   []dnsmessage.Resource
}

// maxChain bounds how many CNAMEs are followed.
const maxChain = 16

// resolve answers a question from the zones, following CNAMEs as far as they stay in them (RFC 1034 section 4.3.2);
// the response code is that of the last name (RFC 6604 section 3).
func (s *Server) resolve(q query) reply {
	r, ended := s.follow(q, maxChain)
	if !ended {
		return reply{code: dnsmessage.RCodeServerFailure} // a loop
	}
	return r
}

// follow is resolve for at most so many CNAMEs; ended reports whether they have led to an answer.
func (s *Server) follow(q query, most int) (r reply, ended bool) {
	r = reply{authoritative: true}
	owner, name := q.question.Name, q.name
	for range most {
		found := s.store.Lookup(name, q.typ)
		switch {
		case found.RCode == hostedzone.Refused && len(r.answers) == 0:
			return reply{code: dnsmessage.RCodeRefused}, true
		case found.RCode == hostedzone.Refused:
			return r, true // the chain leaves our zones
		case found.Delegation != "":
			return r.refer(found), true
		case found.RCode == hostedzone.NXDomain:
			r.code = dnsmessage.RCodeNameError
			return s.deny(r, found.Zone), true
		case found.CNAME != "":
			target, ok := wireName(found.CNAME)
			if !ok {
				return reply{code: dnsmessage.RCodeServerFailure}, true
			}
			r.answers = append(r.answers, resource(owner, found.TTL, &dnsmessage.CNAMEResource{CNAME: target}))
			owner, name = target, found.CNAME
			continue
		case len(found.Raw) == 0:
			return s.deny(r, found.Zone), true
		}
		records, ok := resources(owner, q.typ, found)
		if !ok {
			return reply{code: dnsmessage.RCodeServerFailure}, true
		}
		r.answers = append(r.answers, records...)
		return r, true
	}
	return r, false
}

// refer names the servers that the zone delegates to, without authority of its own.
func (r reply) refer(found hostedzone.Answer) reply {
	owner, ok := wireName(found.Delegation)
	records, valid := resources(owner, "NS", found)
	if !ok || !valid {
		return reply{code: dnsmessage.RCodeServerFailure}
	}
	r.authoritative = len(r.answers) > 0
	r.authorities = records
	return r
}

// upward names the servers of the root, without authority: all that a server has to say that knows nothing of a zone.
func upward() reply {
	root := dnsmessage.MustNewName(".")
	return reply{authorities: []dnsmessage.Resource{
		resource(root, 518400, &dnsmessage.NSResource{NS: dnsmessage.MustNewName("a.root-servers.net.")}),
	}}
}

// deny adds the SOA that says how long a denial may be kept: the lesser of its TTL and its last field
// (RFC 2308 section 3).
func (s *Server) deny(r reply, zone hostedzone.Zone) reply {
	soa := s.store.Lookup(zone.Name, "SOA")
	owner, ok := wireName(zone.Name)
	if !ok {
		return r
	}
	records, ok := resources(owner, "SOA", soa)
	if !ok {
		return r // somebody has spoilt the zone's SOA
	}
	for i, record := range records {
		if body, ok := record.Body.(*dnsmessage.SOAResource); ok {
			records[i].Header.TTL = min(record.Header.TTL, body.MinTTL)
		}
	}
	r.authorities = records
	return r
}

// pack encodes the reply to a question; nil if it does not fit a message.
func (r reply) pack(q query) []byte {
	message := dnsmessage.Message{
		Header: dnsmessage.Header{
			ID:               q.id,
			Response:         true,
			Authoritative:    r.authoritative,
			Truncated:        r.truncated,
			RecursionDesired: q.recursionDesired,
			RCode:            r.code,
		},
		Answers:     r.answers,
		Authorities: r.authorities,
	}
	if q.question.Name.Length > 0 {
		message.Questions = []dnsmessage.Question{q.question}
	}
	if q.edns {
		var header dnsmessage.ResourceHeader
		if err := header.SetEDNS0(mostUDP, dnsmessage.RCodeSuccess, false); err == nil {
			message.Additionals = []dnsmessage.Resource{{Header: header, Body: &dnsmessage.OPTResource{}}}
		}
	}
	packed, err := message.Pack()
	if err != nil {
		message.Answers, message.Authorities, message.RCode = nil, nil, dnsmessage.RCodeServerFailure
		if packed, err = message.Pack(); err != nil {
			return nil
		}
	}
	return packed
}
