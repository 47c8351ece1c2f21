package main

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
)

func TestWrap(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		text    string
		columns int
		want    []string
	}{
		"a text that fits is one line":      {"a b", 3, []string{"a b"}},
		"a longer one breaks at spaces":     {"a bc d", 4, []string{"a bc", "d"}},
		"lines of the source do not matter": {"a\nb", 9, []string{"a b"}},
		"a long word has its own line":      {"a bcdef g", 3, []string{"a", "bcdef", "g"}},
		"columns are not bytes":             {"ää öö", 5, []string{"ää öö"}},
		"nothing is one empty line":         {"", 5, []string{""}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := wrap(tc.text, tc.columns); !slices.Equal(got, tc.want) {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

func TestScreen_table(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	s := &screen{out: &out}
	s.table([]int{6, 4}, []string{"NAME", "USE"}, []string{"abcd…", "one two"}, []string{"b", ""})
	const want = "\n  NAME    USE\n  abcd…   one\n          two\n  b\n"
	if out.String() != want {
		t.Errorf("got\n%q\nwant\n%q", out.String(), want)
	}
}

func TestScreen_output(t *testing.T) {
	t.Parallel()
	const green = "\x1b[32mwell\x1b[0m\n\x1b[1mdone"
	for name, tc := range map[string]struct {
		colour bool
		want   string
	}{
		"colours stay where they are wanted, and end": {true, "\n    \x1b[32mwell\x1b[0m\n    \x1b[1mdone\n\x1b[0m\x1b[0m"},
		"elsewhere there are none":                    {false, "\n    well\n    done\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out strings.Builder
			show := (&screen{out: &out, colour: tc.colour}).output(false)
			if _, err := show.Write([]byte(green)); err != nil {
				t.Fatal(err)
			}
			if err := show.Close(); err != nil {
				t.Fatal(err)
			}
			if out.String() != tc.want {
				t.Errorf("got %q, want %q", out.String(), tc.want)
			}
		})
	}
}

// full is a terminal that is gone.
type full struct{ writes int }

func (f *full) Write([]byte) (int, error) {
	f.writes++
	return 0, os.ErrClosed
}

func TestScreen_keepsTheFirstError(t *testing.T) {
	t.Parallel()
	f := &full{}
	s := &screen{out: f}
	s.say("one")
	s.say("two")
	if !errors.Is(s.err, os.ErrClosed) || f.writes != 1 {
		t.Errorf("error %v after %d writes", s.err, f.writes)
	}
}

func TestColourful(t *testing.T) {
	t.Parallel()
	file, err := os.CreateTemp(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	// The one character device that is everywhere.
	device, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer device.Close()
	for name, tc := range map[string]struct {
		file *os.File
		env  map[string]string
		want bool
	}{
		"a terminal has colours":        {device, nil, true},
		"a file has none":               {file, nil, false},
		"nor has who does not want any": {device, map[string]string{"NO_COLOR": "1"}, false},
		"nor has a dumb terminal":       {device, map[string]string{"TERM": "dumb"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := colourful(tc.file, func(key string) string { return tc.env[key] }); got != tc.want {
				t.Errorf("got %t, want %t", got, tc.want)
			}
		})
	}
}
