package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strings"
	"time"
)

// program is the provider by itself, as it is published.
type program struct {
	// MB are of the binary.
	MB float64
	// SchemaMS is how many milliseconds after its start the provider has
	// answered what its schema is.
	SchemaMS float64
}

// weigh measures the release. Of several starts it takes the one in the middle.
func (p programs) weigh(ctx context.Context) (program, error) {
	info, err := os.Stat(p.release)
	if err != nil {
		return program{}, fmt.Errorf("weigh the provider: %w", err)
	}
	var took []time.Duration
	for range 9 {
		d, err := timeSchema(ctx, p.release)
		if err != nil {
			return program{}, fmt.Errorf("start the provider: %w", err)
		}
		took = append(took, d)
	}
	slices.Sort(took)
	return program{MB: float64(info.Size()) / 1e6, SchemaMS: took[len(took)/2].Seconds() * 1000}, nil
}

// timeSchema starts a provider as a CLI does, asks for its schema and returns
// the time until that is there.
func timeSchema(ctx context.Context, provider string) (time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	started := time.Now()
	cmd := exec.CommandContext(ctx, provider)
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "PLUGIN_PROTOCOL_VERSIONS=6", handshake + "=" + cookie}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return 0, err
	}
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	address, err := greeting(out)
	if err == nil {
		err = askSchema(ctx, address)
	}
	took := time.Since(started)
	cancel()
	if ended := cmd.Wait(); err == nil && ctx.Err() == nil {
		err = ended
	}
	return took, err
}

// cookie is go-plugin's for Terraform providers.
const cookie = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2"

// greeting reads what a plugin says first: "1|6|unix|/tmp/plugin1|grpc|".
func greeting(out io.Reader) (socket string, err error) {
	var line []byte
	for one := make([]byte, 1); !bytes.HasSuffix(line, []byte("\n")); {
		if _, err := out.Read(one); err != nil {
			return "", fmt.Errorf("read the greeting %q: %w", line, err)
		}
		line = append(line, one[0])
	}
	parts := strings.Split(strings.TrimSpace(string(line)), "|")
	if len(parts) < 5 || parts[2] != "unix" || parts[4] != "grpc" {
		return "", fmt.Errorf("the greeting is %q", line)
	}
	return parts[3], nil
}

// askSchema calls GetProviderSchema: gRPC is HTTP/2 with five octets before
// each message, and the request has no fields.
func askSchema(ctx context.Context, socket string) error {
	transport := &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			var d net.Dialer
			return d.DialContext(ctx, "unix", socket)
		},
		Protocols: new(http.Protocols),
	}
	transport.Protocols.SetUnencryptedHTTP2(true)
	defer transport.CloseIdleConnections()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://provider/tfplugin6.Provider/GetProviderSchema", bytes.NewReader(make([]byte, 5)))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/grpc")
	req.Header.Set("Te", "trailers")
	resp, err := transport.RoundTrip(req)
	if err != nil {
		return err
	}
	body, err := io.ReadAll(resp.Body)
	if err := errors.Join(err, resp.Body.Close()); err != nil {
		return err
	}
	if len(body) < 5 || int(binary.BigEndian.Uint32(body[1:])) != len(body)-5 || len(body) < 1000 {
		return fmt.Errorf("%d octets are no schema (status %s)", len(body), resp.Trailer.Get("Grpc-Status"))
	}
	return nil
}
