package dnsserver

import (
	"encoding/binary"
	"io"
	"net"
	"time"
)

const (
	maxMessage = 65535 // octets, RFC 1035 section 4.2.2
	idle       = 10 * time.Second
)

func (s *Server) serveUDP() {
	buffer := make([]byte, maxMessage)
	for {
		n, from, err := s.udp.ReadFrom(buffer)
		if err != nil {
			return // the socket is closed
		}
		if answer := s.respond(buffer[:n], true); answer != nil {
			_, _ = s.udp.WriteTo(answer, from) // a lost datagram is the client's to ask again for
		}
	}
}

func (s *Server) serveTCP() {
	for {
		conn, err := s.tcp.Accept()
		if err != nil {
			return // the listener is closed
		}
		if !s.track(conn) {
			_ = conn.Close()
			return
		}
		s.running.Go(func() {
			defer s.untrack(conn)
			s.serveConn(conn)
		})
	}
}

// track remembers a connection for shut, and reports false if the server has stopped.
func (s *Server) track(conn net.Conn) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return false
	}
	s.conns[conn] = struct{}{}
	return true
}

func (s *Server) untrack(conn net.Conn) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.conns, conn)
	_ = conn.Close()
}

// serveConn answers the messages of a connection, each after two octets of length, until the client leaves or idles.
func (s *Server) serveConn(conn net.Conn) {
	for {
		if err := conn.SetDeadline(time.Now().Add(idle)); err != nil {
			return
		}
		var length [2]byte
		if _, err := io.ReadFull(conn, length[:]); err != nil {
			return
		}
		question := make([]byte, binary.BigEndian.Uint16(length[:]))
		if _, err := io.ReadFull(conn, question); err != nil {
			return
		}
		answer := s.respond(question, false)
		if answer == nil {
			continue
		}
		framed := binary.BigEndian.AppendUint16(nil, uint16(len(answer)))
		if _, err := conn.Write(append(framed, answer...)); err != nil {
			return
		}
	}
}
