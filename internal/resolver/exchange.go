package resolver

import (
	"cmp"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"net/netip"
	"os"
	"time"

	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// maxMessage is the size of the largest DNS message, in octets (RFC 1035 section
// 4.2.2).
const maxMessage = 65535

// ask asks one server after the other, in rounds, until one answers.
func (r *Resolver) ask(ctx context.Context, key rr.Key) (reply, error) {
	unanswered := &Unanswered{Key: key}
	faults := make([]*fault, len(r.servers))
	for _, patience := range r.rounds {
		for i, server := range r.servers {
			if ctx.Err() != nil || faults[i] != nil && faults[i].final {
				continue
			}
			got, err := try(ctx, server, key, patience)
			if err == nil {
				return got, nil
			}
			if !errors.As(err, &faults[i]) {
				faults[i] = &fault{reason: "could not be asked: " + err.Error()}
			}
		}
	}
	for i, server := range r.servers {
		reason := &fault{reason: "was not asked in time"}
		unanswered.Reasons = append(unanswered.Reasons, label(server)+" "+cmp.Or(faults[i], reason).reason)
	}
	unanswered.cause = ctx.Err()
	return reply{}, unanswered
}

// try asks a server: over UDP, without EDNS if it cannot have that, and over TCP
// if the answer is too long (RFC 7766 section 5).
func try(ctx context.Context, server netip.AddrPort, key rr.Key, patience time.Duration) (reply, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	began := time.Now()
	edns := true
	got, err := roundTrip(ctx, "udp", server, key, edns)
	if err == nil && got.unknowing() {
		edns = false
		got, err = roundTrip(ctx, "udp", server, key, edns)
	}
	if err == nil && got.truncated {
		got, err = roundTrip(ctx, "tcp", server, key, edns)
	}
	if err != nil {
		return reply{}, inTime(err, time.Since(began))
	}
	return got, got.fault(key.Name)
}

// inTime turns an error of the network into what is known of the server.
func inTime(err error, took time.Duration) error {
	took = max(took.Round(100*time.Millisecond), 100*time.Millisecond)
	var known *fault
	var network *net.OpError
	switch {
	case errors.As(err, &known):
		return known
	case errors.Is(err, errOther):
		return late(took, true)
	case errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return late(took, false)
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return &fault{reason: "closed the connection instead of answering"}
	case errors.As(err, &network):
		return &fault{reason: "could not be reached: " + network.Err.Error()}
	}
	return err
}

// roundTrip sends a question and waits for its answer until ctx ends.
func roundTrip(ctx context.Context, network string, server netip.AddrPort, key rr.Key, edns bool) (reply, error) {
	id := uint16(rand.Uint32())
	question, err := pack(id, key, edns)
	if err != nil {
		return reply{}, err
	}
	var dialer net.Dialer
	conn, err := dialer.DialContext(ctx, network, server.String())
	if err != nil {
		return reply{}, err
	}
	defer func() { _ = conn.Close() }()
	// Whatever ends the context ends the waiting.
	defer context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Unix(1, 0)) })()
	if network == "tcp" {
		return overTCP(conn, id, key, question)
	}
	return overUDP(conn, id, key, question)
}

// overUDP reads until the answer comes. Other messages may be forged, so they
// are no reason to stop (RFC 5452 section 9.1).
func overUDP(conn net.Conn, id uint16, key rr.Key, question []byte) (reply, error) {
	if _, err := conn.Write(question); err != nil {
		return reply{}, err
	}
	buffer := make([]byte, maxMessage)
	for others := false; ; {
		n, err := conn.Read(buffer)
		if err != nil && others {
			return reply{}, errors.Join(errOther, err)
		}
		if err != nil {
			return reply{}, err
		}
		got, err := unpack(buffer[:n], id, key)
		if !errors.Is(err, errOther) {
			return got, err
		}
		others = true
	}
}

// overTCP sends two octets of length before the question, and reads as many
// before the answer (RFC 1035 section 4.2.2).
func overTCP(conn net.Conn, id uint16, key rr.Key, question []byte) (reply, error) {
	framed := binary.BigEndian.AppendUint16(nil, uint16(len(question)))
	if _, err := conn.Write(append(framed, question...)); err != nil {
		return reply{}, err
	}
	var length [2]byte
	if _, err := io.ReadFull(conn, length[:]); err != nil {
		return reply{}, err
	}
	answer := make([]byte, binary.BigEndian.Uint16(length[:]))
	if _, err := io.ReadFull(conn, answer); err != nil {
		return reply{}, err
	}
	got, err := unpack(answer, id, key)
	switch {
	case errors.Is(err, errOther):
		return reply{}, &fault{reason: "sent something else than an answer over TCP"}
	case err == nil && got.truncated:
		return reply{}, &fault{reason: "cut its answer short even over TCP"}
	}
	return got, err
}
