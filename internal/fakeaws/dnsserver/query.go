package dnsserver

import (
	"strings"

	"golang.org/x/net/dns/dnsmessage"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/hostedzone"
)

const (
	plainUDP = 512  // octets that a client without EDNS takes, RFC 1035 section 4.2.1
	mostUDP  = 4096 // octets that the server sends at most, whatever EDNS size the client names
)

// query is a question that can be answered.
type query struct {
	id               uint16
	recursionDesired bool
	question         dnsmessage.Question
	name             string // as Route 53 stores it
	typ              string // such as "TXT"
	edns             bool
	size             int // octets of the largest UDP answer
}

// parse reads a message. A header that cannot be read gives ok false; other faults give the response code to answer.
func parse(message []byte) (q query, code dnsmessage.RCode, ok bool) {
	var parser dnsmessage.Parser
	header, err := parser.Start(message)
	if err != nil || header.Response {
		return query{}, 0, false
	}
	q = query{id: header.ID, recursionDesired: header.RecursionDesired, size: plainUDP}
	if header.OpCode != 0 {
		return q, dnsmessage.RCodeNotImplemented, true
	}
	questions, err := parser.AllQuestions()
	if err != nil || len(questions) != 1 {
		return q, dnsmessage.RCodeFormatError, true
	}
	q.question = questions[0]
	q.name = hostedzone.NameFromWire(q.question.Name.String())
	q.typ = strings.TrimPrefix(q.question.Type.String(), "Type")
	q.readEDNS(&parser)
	if q.question.Class != dnsmessage.ClassINET {
		return q, dnsmessage.RCodeRefused, true
	}
	return q, dnsmessage.RCodeSuccess, true
}

// readEDNS finds the OPT record, whose class is the size that the client takes (RFC 6891 section 6.1.2).
func (q *query) readEDNS(parser *dnsmessage.Parser) {
	if parser.SkipAllAnswers() != nil || parser.SkipAllAuthorities() != nil {
		return
	}
	for {
		header, err := parser.AdditionalHeader()
		if err != nil {
			return
		}
		if header.Type == dnsmessage.TypeOPT {
			q.edns = true
			q.size = min(max(int(header.Class), plainUDP), mostUDP)
			return
		}
		if parser.SkipAdditional() != nil {
			return
		}
	}
}

// respond returns the answer to a message, nil if there is to be none.
func (s *Server) respond(message []byte, udp bool) []byte {
	q, code, ok := parse(message)
	if !ok {
		return nil
	}
	if code != dnsmessage.RCodeSuccess {
		return reply{code: code}.pack(q)
	}
	answer, done := s.misbehave(q, udp)
	if done {
		return answer
	}
	r := s.resolve(q)
	packed := r.pack(q)
	if udp && len(packed) > q.size || len(packed) > maxMessage {
		cut := reply{code: r.code, authoritative: r.authoritative, truncated: true}
		return cut.pack(q)
	}
	return packed
}

// misbehave is the answer to a question that the hook does not leave to the zones; done says that there is one, be it
// silence.
func (s *Server) misbehave(q query, udp bool) (answer []byte, done bool) {
	switch s.behaviour(q.name, q.typ) {
	case Silence:
		return nil, true
	case ServFail:
		return reply{code: dnsmessage.RCodeServerFailure}.pack(q), true
	case Refuse:
		return reply{code: dnsmessage.RCodeRefused}.pack(q), true
	case Truncated:
		return reply{truncated: true}.pack(q), udp
	case Lame:
		return upward().pack(q), true
	case WrongID:
		q.id++
		return s.resolve(q).pack(q), true
	case Garbage:
		return []byte("no DNS message"), true
	case NoEDNS:
		known := q.edns
		q.edns = false
		return reply{code: dnsmessage.RCodeFormatError}.pack(q), known
	case FirstLink:
		r, _ := s.follow(q, 1)
		return r.pack(q), true
	}
	return nil, false
}
