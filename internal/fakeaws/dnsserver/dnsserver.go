// Package dnsserver serves the public zones of a hostedzone.Store as an authoritative name server, over UDP and TCP.
// It resolves nothing: what its zones do not hold it refuses.
package dnsserver

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"sync/atomic"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/hostedzone"
)

// Behaviour is how the server treats a question.
type Behaviour int

// Behaviours; the zero one is the ordinary.
const (
	Answer    Behaviour = iota
	ServFail            // answer SERVFAIL
	Silence             // answer nothing
	Truncated           // over UDP answer with TC and no records, whatever the size
	Refuse              // answer REFUSED
	Lame                // answer nothing but the root's name servers, as one that was never told of the zone
	WrongID             // answer under another id
	Garbage             // answer what is no DNS message
	NoEDNS              // answer FORMERR where the question has an OPT record (RFC 6891 section 7)
	FirstLink           // answer a CNAME without what it leads to
)

// Hook chooses the behaviour for a question: the name in the form that Route 53 stores it, and a type such as "TXT".
type Hook func(name, typ string) Behaviour

// Server is a running name server.
type Server struct {
	store *hostedzone.Store
	udp   net.PacketConn
	tcp   net.Listener
	hook  atomic.Pointer[Hook]

	running sync.WaitGroup
	stop    func() bool // detaches the server from its context

	mu     sync.Mutex // guards conns and closed
	conns  map[net.Conn]struct{}
	closed bool
}

// Start serves the store's public zones on addr, such as "127.0.0.1:0"; port 0 takes one that is free for UDP and
// TCP. The server stops at Close or when ctx ends.
func Start(ctx context.Context, store *hostedzone.Store, addr string) (*Server, error) {
	udp, tcp, err := listen(ctx, addr)
	if err != nil {
		return nil, fmt.Errorf("listen for DNS on %s: %w", addr, err)
	}
	s := &Server{store: store, udp: udp, tcp: tcp, conns: map[net.Conn]struct{}{}}
	s.running.Go(s.serveUDP)
	s.running.Go(s.serveTCP)
	s.stop = context.AfterFunc(ctx, func() { _ = s.shut() })
	return s, nil
}

// listenAttempts is how often port 0 is tried: the port that TCP got may be taken for UDP.
const listenAttempts = 10

// listen takes a port of TCP first: in a range that thousands of connections are in, or have
// just been, few are free for TCP, while hardly one is taken for UDP.
func listen(ctx context.Context, addr string) (net.PacketConn, net.Listener, error) {
	var config net.ListenConfig
	var err error
	for range listenAttempts {
		var tcp net.Listener
		if tcp, err = config.Listen(ctx, "tcp", addr); err != nil {
			return nil, nil, err
		}
		var udp net.PacketConn
		if udp, err = config.ListenPacket(ctx, "udp", tcp.Addr().String()); err == nil {
			return udp, tcp, nil
		}
		err = errors.Join(err, tcp.Close())
	}
	return nil, nil, err
}

// Addr returns host and port, the same for UDP and TCP.
func (s *Server) Addr() string { return s.udp.LocalAddr().String() }

// SetHook makes the server ask hook about every question; nil takes the hook away.
func (s *Server) SetHook(hook Hook) {
	if hook == nil {
		s.hook.Store(nil)
		return
	}
	s.hook.Store(&hook)
}

func (s *Server) behaviour(name, typ string) Behaviour {
	if hook := s.hook.Load(); hook != nil {
		return (*hook)(name, typ)
	}
	return Answer
}

// Close stops the server and waits for its goroutines. A second Close does nothing.
func (s *Server) Close() error {
	s.stop()
	err := s.shut()
	s.running.Wait()
	return err
}

// shut closes all sockets, which ends the goroutines that read from them.
func (s *Server) shut() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil
	}
	s.closed = true
	for conn := range s.conns {
		_ = conn.Close() // a client's connection; its goroutine sees the end
	}
	if err := errors.Join(s.udp.Close(), s.tcp.Close()); err != nil {
		return fmt.Errorf("close DNS server: %w", err)
	}
	return nil
}
