//go:build oracles

package spf

import (
	"bytes"
	"encoding/json"
	"maps"
	"math/rand/v2"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// oracleCase is one message for a foreign implementation.
type oracleCase struct {
	Record []byte `json:"record"`
	IP     string `json:"ip"`
	Sender string `json:"sender"`
	Helo   string `json:"helo"`
}

// TestOracles compares results with two SPF implementations that Debian ships.
// It is behind a build tag because it needs the Debian packages
// libmail-spf-perl and python3-spf; where they are missing it says so.
func TestOracles(t *testing.T) {
	t.Parallel()
	oracles := map[string]struct {
		command []string
		probe   []string
		differs func(text string) string
	}{
		"Mail::SPF": {[]string{"/usr/bin/perl", "mailspf.pl"}, []string{"-MMail::SPF", "-e", "1"}, mailSPFDiffers},
		"pyspf":     {[]string{"/usr/bin/python3", "pyspf.py"}, []string{"-W", "ignore", "-c", "import spf"}, pyspfDiffers},
	}
	for name, oracle := range oracles {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if out, err := exec.Command(oracle.command[0], oracle.probe...).CombinedOutput(); err != nil {
				t.Skipf("%s is not installed: %v: %s", name, err, out)
			}
			z, cases, want := oracleCases()
			got := ask(t, oracle.command, z, cases)
			compared, known := 0, map[string]int{}
			for i, c := range cases {
				if reason := oracle.differs(string(c.Record)); reason != "" {
					known[reason]++
					continue
				}
				compared++
				if got[i] != want[i] {
					t.Errorf("%q from %s %s: %s, %s says %s", c.Record, c.IP, c.Sender, want[i], name, got[i])
				}
			}
			t.Logf("%d records compared", compared)
			for _, reason := range slices.Sorted(maps.Keys(known)) {
				t.Logf("%d left out: %s", known[reason], reason)
			}
			if compared < 200 {
				t.Errorf("%d records compared, want at least 200", compared)
			}
		})
	}
}

// oracleCases are the rows, and random records from the words; the zones do
// not overlap except in example.com, where both put the same address.
func oracleCases() (zone, []oracleCase, []string) {
	z := rowZone()
	maps.Copy(z, wordZone())
	var cases []oracleCase
	var want []string
	add := func(text string, sender uint8) {
		_, ip, from := scene(text, sender)
		z["example.com"]["TXT"] = []string{text}
		cases = append(cases, oracleCase{[]byte(text), ip.String(), from, "mail.example.net"})
		want = append(want, evaluate(z, ip, from, "mail.example.net").result)
	}
	table := rows()
	for _, name := range slices.Sorted(maps.Keys(table)) {
		add(table[name].text, 0)
	}
	invalid := refusals()
	for _, name := range slices.Sorted(maps.Keys(invalid)) {
		add(invalid[name].text, 0)
	}
	random := rand.New(rand.NewPCG(7208, 3))
	for range 1000 {
		add(composed(randomBytes(random, 1+random.IntN(8))), uint8(random.IntN(24)))
	}
	return z, cases, want
}

// ask runs an implementation over all cases at once.
func ask(t *testing.T, command []string, z zone, cases []oracleCase) []string {
	t.Helper()
	delete(z["example.com"], "TXT")
	job, err := json.Marshal(map[string]any{"zone": z, "cases": cases})
	if err != nil {
		t.Fatal(err)
	}
	var stderr bytes.Buffer
	cmd := exec.Command(command[0], filepath.Join("testdata", "oracles", command[1]))
	cmd.Stdin, cmd.Stderr = bytes.NewReader(job), &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v: %s", command, err, stderr.String())
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	if len(lines) != len(cases) {
		t.Fatalf("%s answers %d of %d cases: %s", command, len(lines), len(cases), stderr.String())
	}
	return lines
}

// mailSPFDiffers says why Mail::SPF 2.9.0 reads a record otherwise, or "".
func mailSPFDiffers(text string) string {
	folded := strings.ToLower(text)
	switch {
	case strings.Contains(folded, "mx:eleven.example"):
		return "eleven MX hosts: ten are looked at and the rest is ignored, as in RFC 4408"
	case strings.Contains(folded, "::ffff:"):
		return "ip6 with a mapped address matches IPv4, against RFC 7208 section 5"
	case strings.Contains(folded, "%{p}"):
		return "%{p}: its reverse lookup counts as a void lookup of its own; RFC 7208 section 4.6.4 speaks of terms"
	case strings.Contains(folded, " a:/24 "):
		return "a colon without a domain is accepted before a length, against RFC 7208 section 5.3"
	}
	return ""
}

// pyspfDiffers says why pyspf 2.0.14 reads a record otherwise, or "".
func pyspfDiffers(text string) string {
	folded := strings.ToLower(text)
	switch {
	case strings.Contains(folded, "%{d0}"):
		return "%{d0} is accepted, against RFC 7208 section 7.3"
	case strings.Contains(folded, "%{dr2}"):
		return "a number after r is accepted, against RFC 7208 section 7.1"
	case strings.Contains(folded, "%{d.spf.test"):
		return "a macro that is not closed is accepted, against RFC 7208 section 7.1"
	case strings.Count(folded, " ra=") > 1 || strings.Count(folded, " foo=") > 1:
		return "any repeated modifier is an error; RFC 7208 section 6 has unknown ones ignored, however often"
	case strings.Contains(folded, "foo=%{t}"):
		return "c, r and t are refused in unknown modifiers, whose value RFC 7208 section 12 makes any macro-string"
	case strings.Contains(folded, "include:%{d}"):
		return "an include of the domain itself is an error even where an earlier term matches"
	case strings.Contains(folded, "%{p}"):
		return "%{p}: its reverse lookup counts as a void lookup of its own; RFC 7208 section 4.6.4 speaks of terms"
	}
	return ""
}
