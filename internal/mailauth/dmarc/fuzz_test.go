package dmarc

import (
	"errors"
	"reflect"
	"runtime"
	"strings"
	"testing"
)

func seeds() []string {
	return []string{
		"v=DMARC1; p=none",
		"v=DMARC1; p=reject; sp=quarantine; np=none; adkim=s; aspf=s; fo=1:d; rua=mailto:a@example.com!10m, https://r.example.net/x?y; ruf=mailto:F@Example.COM; psd=n; t=y; pct=50; rf=afrf; ri=3600; Foo=a b",
		" V = DMARC1 ;; P=Reject; rua=mailto:a%2Cb@example.com.,MAILTO:x@y?subject=z;",
		"v=DMARC1; p=monitor; rua=mailto:a@b; p",
		"v=DMARC1;\u00a0p=none\\; fo=0:1; pct=101; ri=0",
		"v=DMARC1; p=none; p=none",
		"v=spf1 -all",
	}
}

// FuzzParse holds that a record printed and read back is the same one, in
// every field, and that what [Check] says agrees with what [Parse] does.
func FuzzParse(f *testing.F) {
	for _, s := range seeds() {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		errs, ignored := 0, false
		for _, finding := range Check(text) {
			if finding.Column < 0 || finding.Column > len(text)+1 {
				t.Errorf("column %d in %q", finding.Column, text)
			}
			errs += int(finding.Severity)
			ignored = ignored || finding.Rule == "D01" && finding.Severity > 0
		}
		r, err := Parse(text)
		if err != nil && errs == 0 {
			t.Errorf("%q has no findings, but %v", text, err)
		}
		if IsRecord(text) == errors.Is(err, ErrNotDMARC) || IsRecord(text) == ignored {
			t.Errorf("%q is a record: %v; D01: %v; %v", text, IsRecord(text), ignored, err)
		}
		if err != nil && !errors.Is(err, ErrNoPolicy) {
			return
		}
		again, errAgain := Parse(r.String())
		if !errors.Is(errAgain, errors.Unwrap(err)) || !reflect.DeepEqual(again, r) || !again.Equal(r) || again.String() != r.String() {
			t.Errorf("%q printed as %q, read back as %+v, %v", text, r, again, errAgain)
		}
		if !Equal(text, r.String()) {
			t.Errorf("%q is not equal to %q", text, r)
		}
		if _, err := ExternalDestinations("example.com", text); err != nil {
			t.Errorf("destinations of %q: %v", text, err)
		}
	})
}

// FuzzEqual holds that equality is an equivalence.
func FuzzEqual(f *testing.F) {
	for i, s := range seeds() {
		f.Add(s, seeds()[(i+1)%len(seeds())], strings.ToLower(s))
	}
	f.Fuzz(func(t *testing.T, a, b, c string) {
		if !Equal(a, a) {
			t.Errorf("%q is not equal to itself", a)
		}
		if Equal(a, b) != Equal(b, a) {
			t.Errorf("%q and %q are equal one way only", a, b)
		}
		if Equal(a, b) && Equal(b, c) && !Equal(a, c) {
			t.Errorf("%q equals %q, that equals %q, but not the first", a, b, c)
		}
		if a != b && Equal(a, b) && IsRecord(a) != IsRecord(b) {
			t.Errorf("%q and %q are equal, and only one is a record", a, b)
		}
		if _, errA := Parse(a); errA == nil && Equal(a, b) {
			if _, errB := Parse(b); errB != nil {
				t.Errorf("%q is equal to %q, which has %v", a, b, errB)
			}
		}
	})
}

// FuzzOrganizationalDomain holds that the answer is the domain or above it,
// and its own.
func FuzzOrganizationalDomain(f *testing.F) {
	for _, s := range []string{"mail.example.co.uk", "EXAMPLE.com.", "com", "a..b", "xn--p1ai"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, domain string) {
		got, err := OrganizationalDomain(domain)
		if err != nil {
			return
		}
		again, err := OrganizationalDomain(got)
		name := "." + strings.TrimSuffix(strings.ToLower(domain), ".")
		if err != nil || again != got || !strings.HasSuffix(name, "."+got) {
			t.Errorf("%q is %q, whose own is %q, %v", domain, got, again, err)
		}
	})
}

// long is a valid record of n octets or a little less, half of it addresses
// and half of it tags nobody knows.
func long(n int) string {
	var b strings.Builder
	b.WriteString("v=DMARC1; p=reject; rua=mailto:a@example.com")
	for b.Len() < n/2 {
		b.WriteString(",mailto:reports@example.com")
	}
	for i := 0; b.Len() < n-8; i++ {
		b.WriteString("; x" + string(rune('a'+i%26)) + string(rune('a'+i/26%26)) + string(rune('a'+i/676)) + "=1")
	}
	return b.String()
}

// TestMemoryGrowsWithTheText runs alone: the runtime counts what all
// goroutines allocate.
func TestMemoryGrowsWithTheText(t *testing.T) {
	cost := func(n int) uint64 {
		text := long(n)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		for range 100 {
			if _, err := Parse(text); err != nil {
				t.Fatal(err)
			}
		}
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc
	}
	if small, large := cost(4000), cost(64000); large > 24*small {
		t.Errorf("16 times the text takes %d octets instead of %d", large, small)
	}
}

func BenchmarkParse4000Characters(b *testing.B) {
	text := long(4000)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse(text); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParse64000Characters(b *testing.B) {
	text := long(64000)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse(text); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParseUsual(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse("v=DMARC1; p=quarantine; rua=mailto:dmarc@example.com; ruf=mailto:dmarc@example.com; fo=1"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCheck4000Characters(b *testing.B) {
	text := long(4000)
	b.ReportAllocs()
	for b.Loop() {
		Check(text)
	}
}

func BenchmarkEqual4000Characters(b *testing.B) {
	text := long(4000)
	other := text + ";"
	b.ReportAllocs()
	for b.Loop() {
		if !Equal(text, other) {
			b.Fatal("not equal")
		}
	}
}
