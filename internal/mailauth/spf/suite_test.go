package spf

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

// scenario is one document of the RFC 7208 test suite.
type scenario struct {
	Description string
	Tests       map[string]struct {
		Spec        any
		Helo        string
		Host        string
		MailFrom    string `yaml:"mailfrom"`
		Result      any
		Explanation string
	}
	ZoneData map[string][]any `yaml:"zonedata"`
}

// suiteCases is how many cases release 2014.04 of the suite has.
const suiteCases = 203

// TestSuite runs the RFC 7208 test suite (release 2014.04, openspf.org) over
// the tree. None is left out: the marks "skip" in this copy of the file are
// those of another implementation.
func TestSuite(t *testing.T) {
	t.Parallel()
	cases := 0
	for _, s := range suite(t) {
		zone := s.zone(t)
		for name, c := range s.Tests {
			cases++
			t.Run(s.Description+"/"+name, func(t *testing.T) {
				t.Parallel()
				got := evaluate(zone, netip.MustParseAddr(c.Host), c.MailFrom, c.Helo)
				if want := texts(c.Result); !slices.Contains(want, got.result) {
					t.Errorf("result %s, want %s (section %v)", got.result, want, c.Spec)
				}
				if c.Explanation != "" && got.explanation != c.Explanation {
					t.Errorf("explanation %q, want %q (section %v)", got.explanation, c.Explanation, c.Spec)
				}
			})
		}
	}
	if cases != suiteCases {
		t.Errorf("the suite has %d cases, want %d", cases, suiteCases)
	}
}

// suite reads the file out of the module cache: module blitiri.com.ar/go/spf
// ships it, and oracle_test.go keeps that module required.
func suite(t *testing.T) []scenario {
	t.Helper()
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "blitiri.com.ar/go/spf").Output()
	if err != nil {
		t.Fatalf("find the module that ships the suite: %v", err)
	}
	data, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(dir)), "testdata", "rfc7208-tests.yml"))
	if err != nil {
		t.Fatal(err)
	}
	var scenarios []scenario
	for decoder := yaml.NewDecoder(bytes.NewReader(data)); ; {
		var s scenario
		if err := decoder.Decode(&s); errors.Is(err, io.EOF) {
			return scenarios
		} else if err != nil {
			t.Fatal(err)
		}
		scenarios = append(scenarios, s)
	}
}

// zone turns the zone data into a zone. Values of type SPF stand for TXT where
// a name has no TXT of its own; the TXT value NONE prevents that.
func (s scenario) zone(t *testing.T) zone {
	t.Helper()
	z := zone{}
	for name, values := range s.ZoneData {
		records := map[string][]string{}
		z[strings.ToLower(name)] = records
		for _, value := range values {
			fields, ok := value.(map[string]any)
			if !ok {
				t.Fatalf("zone data of %s: %v", name, value)
			}
			for kind, v := range fields {
				records[kind] = append(records[kind], rdata(kind, v))
			}
		}
		if _, own := records["TXT"]; !own {
			if spf, ok := records["SPF"]; ok {
				records["TXT"] = spf
			}
		} else if records["TXT"][0] == "NONE" {
			delete(records, "TXT")
		}
		if _, loops := records["CNAMELOOP"]; loops {
			records["CNAME"] = []string{name}
		}
	}
	return z
}

// rdata joins the strings of a TXT value and takes the host of an MX value.
func rdata(kind string, v any) string {
	parts := texts(v)
	if kind == "MX" {
		return parts[1]
	}
	return strings.Join(parts, "")
}

// texts is one text or a list of them.
func texts(v any) []string {
	list, ok := v.([]any)
	if !ok {
		return []string{fmt.Sprint(v)}
	}
	out := make([]string, len(list))
	for i, item := range list {
		out[i] = fmt.Sprint(item)
	}
	return out
}
