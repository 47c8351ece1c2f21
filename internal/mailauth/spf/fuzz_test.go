package spf

import (
	"reflect"
	"slices"
	"strings"
	"testing"
)

// seeds are texts from which fuzzing starts.
func seeds() []string {
	return []string{
		"v=spf1", "v=spf1 include:amazonses.com ~all", "V=SPF1 MX A:Example.COM./24//64 -ALL",
		"v=spf1 ip4:192.0.2.1/24 ip6:2001:DB8::1/32 ip6:::ffff:192.0.2.1 ?all",
		"v=spf1 exists:%{ir}.%{L2r+-}._spf.%{d2} redirect=%{d}.x.org", "v=spf1 a:foo:bar/baz.example.com//0 mx/0 ptr ptr:%{p}",
		"v=spf1 exp=e.%{d} ra=Postmaster foo=%%%_%-%{t} -all a:example.org", "v=spf1 a:%{d0}.x a:%{ a/24/64 ipv4:1.2.3.4",
		"\"v=spf1 mx\t-all\"", "v=spf1 \u2013all", "v=spf1;mx", "v=spf1 mx -all redirect=a.example redirect=b.example",
	}
}

// FuzzParse asserts that a record is read back from its own text as the same
// tree, and that faults point into the text.
func FuzzParse(f *testing.F) {
	for _, s := range seeds() {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		record, faults := parse(s)
		for _, e := range faults {
			if e.Column < 1 || e.Column > len(s)+1 || e.Rule == "" || e.What == "" || e.Fix == "" {
				t.Errorf("%q: incomplete fault %+v", s, e)
			}
		}
		if len(faults) > 0 {
			return
		}
		for _, term := range record.Terms {
			if p := term.Pos(); s[p.Column-1:p.Column-1+len(p.Text)] != p.Text {
				t.Errorf("%q: %q is not at column %d", s, p.Text, p.Column)
			}
		}
		again, err := Parse(record.String())
		if err != nil || !reflect.DeepEqual(bare(again), bare(record)) {
			t.Errorf("%q printed as %q, read back as %+v, %v", s, record, again, err)
		}
		if !Equal(s, record.String()) || again.String() != record.String() {
			t.Errorf("%q is not equal to its own text %q", s, record)
		}
	})
}

// bare is the record without positions.
func bare(r Record) Record {
	out := Record{}
	for _, term := range r.Terms {
		switch term := term.(type) {
		case Mechanism:
			term.Position, term.Domain = Position{}, bareMacros(term.Domain)
			out.Terms = append(out.Terms, term)
		case Modifier:
			term.Position, term.Value = Position{}, bareMacros(term.Value)
			out.Terms = append(out.Terms, term)
		}
	}
	return out
}

func bareMacros(m MacroString) MacroString {
	if len(m) == 0 {
		return nil
	}
	m = slices.Clone(m)
	for i := range m {
		m[i].Column = 0
	}
	return m
}

// FuzzCheck asserts that advice can be shown: every finding has a rule, a place
// in the text, a summary, a detail and a remedy, and a text has errors of the
// grammar exactly if Parse refuses it.
func FuzzCheck(f *testing.F) {
	for _, s := range seeds() {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		_, err := Parse(s)
		invalid := false
		for _, finding := range append(CheckAt("example.com", s), CheckMailFrom(s)...) {
			if finding.Rule == "" || finding.Summary == "" || finding.Detail == "" || finding.Fix == "" ||
				finding.Column < 0 || finding.Column > len(s)+1 || finding.Path != "" {
				t.Errorf("%q: incomplete finding %+v", s, finding)
			}
			invalid = invalid || strings.HasPrefix(finding.Summary, "Invalid SPF record: ")
		}
		if invalid != (err != nil) {
			t.Errorf("%q: Parse says %v, Check says %v", s, err, invalid)
		}
	})
}

// FuzzEqual asserts that equality is reflexive and symmetric, and that Merge
// makes records that Parse reads.
func FuzzEqual(f *testing.F) {
	for i, s := range seeds() {
		f.Add(s, seeds()[(i+1)%len(seeds())])
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		if !Equal(a, a) {
			t.Errorf("%q is not equal to itself", a)
		}
		if Equal(a, b) != Equal(b, a) {
			t.Errorf("%q and %q are equal in one direction only", a, b)
		}
		x, errX := Parse(a)
		y, errY := Parse(b)
		if errX != nil || errY != nil {
			return
		}
		merged := Merge(PreferStricter, x, y)
		if again, err := Parse(merged.String()); err != nil || !again.Equal(merged) {
			t.Errorf("%q and %q merge to %q: %v", a, b, merged, err)
		}
	})
}

// FuzzEqualEvaluates asserts that records which are equal give the same result
// and the same explanation to every sender. The bytes choose a record, what is
// changed in it, and the sender.
func FuzzEqualEvaluates(f *testing.F) {
	f.Add([]byte{1, 2, 3, 4, 5, 6, 7, 8, 9}, []byte{0, 1, 2, 3}, uint8(1))
	f.Add([]byte("a mechanism or two"), []byte("swap"), uint8(7))
	f.Fuzz(func(t *testing.T, terms, changes []byte, sender uint8) {
		a := composed(terms)
		b := changed(a, changes)
		if !Equal(a, b) {
			return
		}
		x, y := outcome(a, sender), outcome(b, sender)
		if x != y {
			t.Errorf("%q and %q are equal but give %v and %v", a, b, x, y)
		}
	})
}

// outcome is the verdict with the explanation in lower case: a domain in
// another case is the same, but shows where %{d} is printed.
func outcome(text string, sender uint8) verdict {
	z, ip, from := scene(text, sender)
	v := evaluate(z, ip, from, "mail.example.net")
	v.explanation = strings.ToLower(v.explanation)
	return v
}
