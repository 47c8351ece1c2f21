package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"io"
	"strings"
	"testing"
)

func TestRun_printsWhatToExport(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	reader, writer := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		ended <- run(ctx, []string{"-zone", "example.org", "-zone", "example.net"}, writer, io.Discard)
		_ = writer.Close()
	}()
	var lines []string
	for scanner := bufio.NewScanner(reader); scanner.Scan(); {
		lines = append(lines, scanner.Text())
		if strings.HasPrefix(scanner.Text(), "export AWS_EC2_METADATA_DISABLED") {
			cancel()
		}
	}
	if err := <-ended; err != nil {
		t.Fatal(err)
	}
	text := strings.Join(lines, "\n")
	for _, want := range []string{
		"example.org.", "example.net.", "export AWS_ENDPOINT_URL=http://127.0.0.1:", "export AWS_ACCESS_KEY_ID=AKIA", "export AWS_SECRET_ACCESS_KEY=",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
}

func TestRun_refusesBadArguments(t *testing.T) {
	t.Parallel()
	if err := run(t.Context(), []string{"-h"}, io.Discard, io.Discard); !errors.Is(err, flag.ErrHelp) {
		t.Errorf("got %v for -h", err)
	}
	for _, args := range [][]string{{"extra"}, {"-unknown"}, {"-addr", "256.0.0.1:1"}} {
		if err := run(t.Context(), args, io.Discard, io.Discard); err == nil {
			t.Errorf("%v was accepted", args)
		}
	}
}
