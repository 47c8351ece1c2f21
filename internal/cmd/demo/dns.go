package main

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/netip"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/dns/dnsmessage"
)

// answerWithin is how long a name server on this machine may take.
const answerWithin = 5 * time.Second

// resolver asks one name server, host:port.
type resolver struct{ addr string }

// ask returns the records of a name, one text each, sorted; none where the name
// or the type does not exist. It asks over UDP, and over TCP where the answer
// does not fit (RFC 1035 section 4.2).
func (r resolver) ask(ctx context.Context, name, typ string) ([]string, error) {
	question, err := newQuestion(name, typ)
	if err != nil {
		return nil, fmt.Errorf("ask DNS for %s %s: %w", typ, name, err)
	}
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	answer, err := r.exchange(ctx, "udp", question)
	if err == nil && answer.Truncated {
		answer, err = r.exchange(ctx, "tcp", question)
	}
	if err != nil {
		return nil, fmt.Errorf("ask DNS for %s %s: %w", typ, name, err)
	}
	if answer.RCode != dnsmessage.RCodeSuccess && answer.RCode != dnsmessage.RCodeNameError {
		return nil, fmt.Errorf("ask DNS for %s %s: answer %v", typ, name, answer.RCode)
	}
	var texts []string
	for _, record := range answer.Answers {
		texts = append(texts, recordText(record.Body))
	}
	slices.Sort(texts)
	return texts, nil
}

func newQuestion(name, typ string) (dnsmessage.Message, error) {
	types := map[string]dnsmessage.Type{
		"A": dnsmessage.TypeA, "CNAME": dnsmessage.TypeCNAME, "MX": dnsmessage.TypeMX, "TXT": dnsmessage.TypeTXT,
	}
	if types[typ] == 0 {
		return dnsmessage.Message{}, errors.New("unknown type")
	}
	owner, err := dnsmessage.NewName(strings.TrimSuffix(name, ".") + ".")
	if err != nil {
		return dnsmessage.Message{}, err
	}
	return dnsmessage.Message{
		Header:    dnsmessage.Header{ID: uint16(rand.Uint32())},
		Questions: []dnsmessage.Question{{Name: owner, Type: types[typ], Class: dnsmessage.ClassINET}},
	}, nil
}

// exchange sends a question and returns the answer to it.
func (r resolver) exchange(ctx context.Context, network string, question dnsmessage.Message) (dnsmessage.Message, error) {
	var answer dnsmessage.Message
	packed, err := question.Pack()
	if err != nil {
		return answer, err
	}
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, network, r.addr)
	if err != nil {
		return answer, err
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	if network == "tcp" {
		packed = append(binary.BigEndian.AppendUint16(nil, uint16(len(packed))), packed...)
	}
	if _, err := conn.Write(packed); err != nil {
		return answer, err
	}
	packed, err = receive(conn, network)
	if err != nil {
		return answer, err
	}
	if err := answer.Unpack(packed); err != nil {
		return answer, err
	}
	if answer.ID != question.ID {
		return answer, errors.New("answer to another question")
	}
	return answer, nil
}

// receive reads one message; over TCP its length comes first.
func receive(conn net.Conn, network string) ([]byte, error) {
	if network == "udp" {
		packet := make([]byte, 4096)
		n, err := conn.Read(packet)
		return packet[:n], err
	}
	var length [2]byte
	if _, err := io.ReadFull(conn, length[:]); err != nil {
		return nil, err
	}
	message := make([]byte, binary.BigEndian.Uint16(length[:]))
	_, err := io.ReadFull(conn, message)
	return message, err
}

// recordText writes a record as zone files do, without final dots and quotes.
func recordText(body dnsmessage.ResourceBody) string {
	switch r := body.(type) {
	case *dnsmessage.AResource:
		return netip.AddrFrom4(r.A).String()
	case *dnsmessage.CNAMEResource:
		return strings.TrimSuffix(r.CNAME.String(), ".")
	case *dnsmessage.MXResource:
		return fmt.Sprintf("%d %s", r.Pref, strings.TrimSuffix(r.MX.String(), "."))
	case *dnsmessage.TXTResource:
		// The strings of one record are parts of one text (RFC 7208 section 3.3).
		return strings.Join(r.TXT, "")
	default:
		return fmt.Sprintf("%T", r)
	}
}
