package main

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
)

// overridden is the title of the warning that every command gives because the
// CLI takes the provider from a folder instead of a registry.
const overridden = "Provider development overrides are in effect"

// filter passes on what a CLI writes, line by line, without the diagnostics of
// certain titles, and without blank lines at beginning and end. A diagnostic is
// a box, as both CLIs draw it where colours are on:
//
//	╷
//	│ Warning: the title
//	│ ...
//	╵
type filter struct {
	// line takes each line, without its end; done is called after the last.
	line func(string)
	done func()
	// drop are titles of diagnostics.
	drop []string
	// fold shows of a resource that is to be destroyed only that it is: each of
	// its attributes is followed by the same "-> null".
	fold bool

	rest    []byte   // a line that has no end yet
	box     []string // a diagnostic whose title has not come yet
	blank   []string // blank lines after which nothing has come yet
	muted   bool     // inside of a diagnostic that is dropped
	folding bool     // inside of a resource that is folded
	folded  int      // lines of it
	started bool     // something was passed on
}

var _ io.WriteCloser = (*filter)(nil)

// Write takes any part of the output; it never fails.
func (f *filter) Write(p []byte) (int, error) {
	f.rest = append(f.rest, p...)
	for {
		line, rest, found := bytes.Cut(f.rest, []byte("\n"))
		if !found {
			return len(p), nil
		}
		f.take(string(line))
		f.rest = rest
	}
}

// Close passes on what is still held.
func (f *filter) Close() error {
	if len(f.rest) > 0 {
		f.take(string(f.rest))
		f.rest = nil
	}
	f.open()
	f.done()
	return nil
}

func (f *filter) take(line string) {
	text := strings.TrimSpace(plain(line))
	switch {
	case f.muted:
		f.muted = text != "╵"
	case text == "╷":
		f.open()
		f.box = []string{line}
	case len(f.box) > 0:
		f.box = append(f.box, line)
		if f.unwanted(text) {
			f.box, f.muted = nil, true
			return
		}
		f.open()
	case f.folding:
		f.inside(line)
	default:
		f.pass(line)
		f.folding = f.fold && strings.HasPrefix(text, "- resource ")
	}
}

// inside takes a line of a resource that is folded. Its last one is a brace as
// far to the left as its attributes' names are not.
func (f *filter) inside(line string) {
	if strings.TrimRight(plain(line), " ") != "    }" {
		f.folded++
		return
	}
	f.pass(fmt.Sprintf("      ... (%d lines)", f.folded))
	f.pass(line)
	f.folding, f.folded = false, 0
}

// unwanted tells whether a line of a box is a title to be dropped.
func (f *filter) unwanted(text string) bool {
	severity, title, found := strings.Cut(strings.TrimSpace(strings.TrimPrefix(text, "│")), ": ")
	return found && severity == "Warning" && slices.Contains(f.drop, title)
}

// open passes on a box that is not dropped.
func (f *filter) open() {
	box := f.box
	f.box = nil
	for _, line := range box {
		f.pass(line)
	}
}

func (f *filter) pass(line string) {
	if strings.TrimSpace(plain(line)) == "" {
		f.blank = append(f.blank, line)
		return
	}
	if f.started {
		for _, blank := range f.blank {
			f.line(blank)
		}
	}
	f.blank, f.started = nil, true
	f.line(line)
}

// plain is a text without the escape sequences for colours.
func plain(text string) string {
	return regexp.MustCompile("\x1b\\[[0-9;]*m").ReplaceAllString(text, "")
}
