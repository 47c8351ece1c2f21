package dmarc

import (
	"strings"
	"testing"
)

func TestEqual(t *testing.T) {
	t.Parallel()
	const base = "v=DMARC1; p=reject; rua=mailto:a@example.com"
	tests := map[string]struct {
		a, b string
		want bool
	}{
		// Pairs on which the RFCs or receivers disagree.
		"RFC 5234 2.3 against RFC 6376 3.2: upper case names":     {"V=DMARC1; P=reject", "v=DMARC1; p=reject", true},
		"9989 4.8 against RFC 6376 3.2: leading white space":      {" v=DMARC1; p=none", "v=DMARC1; p=none", true},
		"9989 4.8: an empty tag is discarded":                     {"v=DMARC1;; p=none", "v=DMARC1; p=none", true},
		"9989 4.8 against 7489 6.2: a size limit":                 {"v=DMARC1; p=none; rua=mailto:a@example.com!10m", "v=DMARC1; p=none; rua=mailto:a@example.com", false},
		"9990 3.5, 7489 6.2: order of URIs":                       {"v=DMARC1; p=none; rua=mailto:a@example.com,mailto:b@example.com", "v=DMARC1; p=none; rua=mailto:b@example.com,mailto:a@example.com", true},
		"9989 4.8: an invalid tag is its default":                 {"v=DMARC1; p=reject; adkim=strict", "v=DMARC1; p=reject", true},
		"9989 4.7 t: no effect on none":                           {"v=DMARC1; p=none; t=y", "v=DMARC1; p=none", true},
		"9989 4.7 p against 4.10.1: no p and no rua":              {"v=DMARC1", "v=DMARC1; p=none", false},
		"9989 A.6: pct=0 is only analogous to t=y":                {"v=DMARC1; p=reject; pct=0", "v=DMARC1; p=reject; t=y", false},
		"9989 4.7 fo against 7489 6.3: 0 beside 1 is neither":     {base + "; ruf=mailto:f@example.com; fo=0:1", base + "; ruf=mailto:f@example.com; fo=1", false},
		"9989 4.7 fo against 7489 6.3: 0 beside 1 is not default": {base + "; ruf=mailto:f@example.com; fo=0:1", base + "; ruf=mailto:f@example.com", false},

		// The normal form, tag by tag.
		"the same text, be it no record":                    {"hello", "hello", true},
		"two texts that are no records":                     {"hello", "world", false},
		"9989 4.7 v: an ignored record and a used one":      {"v=dmarc1; p=none", "v=DMARC1; p=none", false},
		"RFC 6376 3.2: a duplicate and a used record":       {"v=DMARC1; p=none; p=none", "v=DMARC1; p=none", false},
		"RFC 6376 3.2: two invalid lists":                   {"v=DMARC1; p=none; p=none", "v=DMARC1; p=none;p=none", false},
		"9990 4: two authorizations of a third party":       {"v=DMARC1;", "v=DMARC1", true},
		"9990 4: an authorization that redirects":           {"v=DMARC1; rua=mailto:a@example.com", "v=DMARC1", false},
		"another policy":                                    {"v=DMARC1; p=reject", "v=DMARC1; p=none", false},
		"9989 4.7 p: case of a policy":                      {"v=DMARC1; p=Reject", "v=DMARC1; p=reject", true},
		"9989 4.7 sp: written out as p":                     {"v=DMARC1; p=reject; sp=reject", "v=DMARC1; p=reject", true},
		"9989 4.7 sp: another than p":                       {"v=DMARC1; p=reject; sp=none", "v=DMARC1; p=reject", false},
		"9989 4.7 np: written out as sp":                    {"v=DMARC1; p=reject; sp=none; np=none", "v=DMARC1; p=reject; sp=none", true},
		"9989 4.7 np: written out as p while sp differs":    {"v=DMARC1; p=reject; sp=none; np=reject", "v=DMARC1; p=reject; sp=none", false},
		"9989 4.10.1: an invalid p with rua is none":        {"v=DMARC1; p=x; rua=mailto:a@example.com", "v=DMARC1; p=none; rua=mailto:a@example.com", true},
		"9989 4.10.1: an invalid sp with rua is none":       {"v=DMARC1; p=reject; sp=x; rua=mailto:a@example.com", "v=DMARC1; p=none; rua=mailto:a@example.com", true},
		"9989 4.7 adkim: a default written out":             {base + "; adkim=r; aspf=R", base, true},
		"9989 4.7 adkim: strict":                            {base + "; adkim=s", base, false},
		"9989 4.7 aspf: strict":                             {base + "; aspf=s", base, false},
		"9989 4.7 t: on a policy":                           {base + "; t=y", base, false},
		"9989 4.7 t: on a policy for subdomains":            {"v=DMARC1; p=none; sp=reject; t=y", "v=DMARC1; p=none; sp=reject", false},
		"9989 4.7 t: the default written out":               {base + "; t=n", base, true},
		"9989 4.7 psd: the default written out":             {base + "; psd=U", base, true},
		"9989 4.7 psd: y":                                   {base + "; psd=y", base, false},
		"9989 4.7 fo: ignored without ruf":                  {base + "; fo=1", base, true},
		"9989 4.7 fo: in force with ruf":                    {base + "; ruf=mailto:f@example.com; fo=1", base + "; ruf=mailto:f@example.com", false},
		"9989 4.7 fo: any order":                            {base + "; ruf=mailto:f@example.com; fo=d:1", base + "; ruf=mailto:f@example.com; fo=1:D", true},
		"9989 4.7 ruf: another address":                     {base + "; ruf=mailto:f@example.com", base, false},
		"9989 4.7 rua and ruf are two lists":                {"v=DMARC1; p=none; ruf=mailto:a@example.com", "v=DMARC1; p=none; rua=mailto:a@example.com", false},
		"one address twice":                                 {base + ",mailto:a@example.com", base, true},
		"RFC 1035 2.3.3, RFC 3986 3.1: case of URI parts":   {"v=DMARC1; p=reject; rua=MailTo:a@Example.COM", base, true},
		"RFC 5321 2.4: case of a local part":                {"v=DMARC1; p=reject; rua=mailto:A@example.com", base, false},
		"7489 6.4: case of a size unit":                     {base + "!10M", base + "!10m", true},
		"7489 6.4: another size":                            {base + "!10m", base + "!20m", false},
		"9989 4.8: an invalid address is dropped":           {base + ",b@example.com", base, true},
		"9989 4.8: white space between addresses":           {base + " , mailto:b@example.com", base + ",mailto:b@example.com", true},
		"9989 4.7: unknown tags are ignored":                {base + "; x=1", base, true},
		"9989 4.8: order of tags":                           {"v=DMARC1; rua=mailto:a@example.com; p=reject", base, true},
		"9989 4.8: white space and a final semicolon":       {"v=DMARC1;p=reject ; rua = mailto:a@example.com;", base, true},
		"7489 6.3 pct: the default written out":             {base + "; pct=100", base, true},
		"7489 6.3 pct: half":                                {base + "; pct=50", base, false},
		"7489 6.3 pct: an invalid number is its default":    {base + "; pct=101", base, true},
		"7489 6.3 ri: the default written out":              {base + "; ri=86400", base, true},
		"7489 6.3 ri: another interval":                     {base + "; ri=3600", base, false},
		"7489 6.3 rf: the only format there is":             {base + "; rf=afrf", base, true},
		"9989 4.8: a tag without = is no tag":               {base + "; t", base, true},
		"9989 4.8: a no-break space turns p into no tag":    {"v=DMARC1;\u00a0p=reject; rua=mailto:a@example.com", "v=DMARC1; p=none; rua=mailto:a@example.com", true},
		"9989 4.8: a URI that only looks like two in a set": {"v=DMARC1; p=none; rua=mailto:a@example.com,mailto:b@example.com", "v=DMARC1; p=none; rua=mailto:a@example.com", false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := Equal(test.a, test.b); got != test.want {
				t.Errorf("Equal(%q, %q) is %v, want %v", test.a, test.b, got, test.want)
			}
			if Equal(test.b, test.a) != test.want {
				t.Errorf("Equal(%q, %q) is not symmetric", test.a, test.b)
			}
			if !Equal(test.a, test.a) || !Equal(test.b, test.b) {
				t.Errorf("Equal is not reflexive on %q or %q", test.a, test.b)
			}
		})
	}
}

func TestRecordEqualTakesZeroFieldsForDefaults(t *testing.T) {
	t.Parallel()
	read, err := Parse("v=DMARC1; p=none; ruf=mailto:f@example.com")
	if err != nil {
		t.Fatal(err)
	}
	made := Record{Policy: None, RUF: []string{"mailto:f@example.com"}}
	if !made.Equal(read) || !read.Equal(made) {
		t.Errorf("%+v differs from %+v", made, read)
	}
}

// TestAppendixB takes the records that RFC 9989 appendix B.2 has its domain
// owner publish, one step after the other.
func TestAppendixB(t *testing.T) {
	t.Parallel()
	const reports = "; rua=mailto:dmarc-feedback@example.com"
	tests := map[string]struct {
		domain string
		// strings are the character-strings of the TXT value.
		strings []string
		want    Record
		// needs are the names at which others have to agree to reports.
		needs []string
	}{
		"B.2.1: monitoring with aggregate reports": {
			"example.com", []string{"v=DMARC1; p=none; ", "rua=mailto:dmarc-feedback@example.com"},
			Record{Policy: None, RUA: []string{"mailto:dmarc-feedback@example.com"}}, nil,
		},
		"B.2.2: failure reports besides": {
			"example.com", []string{"v=DMARC1; p=none", reports, "; ruf=mailto:auth-reports@example.com"},
			Record{Policy: None, RUA: []string{"mailto:dmarc-feedback@example.com"}, RUF: []string{"mailto:auth-reports@example.com"}}, nil,
		},
		"B.2.3: failure reports to a third party": {
			"example.com", []string{"v=DMARC1; p=none", reports, "; ruf=mailto:auth-reports@thirdparty.example.net"},
			Record{Policy: None, RUA: []string{"mailto:dmarc-feedback@example.com"}, RUF: []string{"mailto:auth-reports@thirdparty.example.net"}},
			[]string{"example.com._report._dmarc.thirdparty.example.net"},
		},
		"B.2.5: a subdomain in test mode with two addresses": {
			"test.example.com", []string{"v=DMARC1; p=quarantine", reports, ",mailto:tld-test@thirdparty.example.net; t=y"},
			Record{Policy: Quarantine, Testing: true, RUA: []string{"mailto:dmarc-feedback@example.com", "mailto:tld-test@thirdparty.example.net"}},
			[]string{"test.example.com._report._dmarc.thirdparty.example.net"},
		},
		"B.2.5: the subdomain under enforcement": {
			"test.example.com", []string{"v=DMARC1; p=reject", reports, ",mailto:tld-test@thirdparty.example.net"},
			Record{Policy: Reject, RUA: []string{"mailto:dmarc-feedback@example.com", "mailto:tld-test@thirdparty.example.net"}},
			[]string{"test.example.com._report._dmarc.thirdparty.example.net"},
		},
		"B.3.1: a default written out": {
			"example.com", []string{"v=DMARC1; p=reject; aspf=r", reports},
			Record{Policy: Reject, RUA: []string{"mailto:dmarc-feedback@example.com"}}, nil,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := strings.Join(test.strings, "")
			got, err := Parse(text)
			if err != nil || !got.Equal(test.want) {
				t.Errorf("%+v, %v, want %+v", got, err, test.want)
			}
			if !Equal(text, test.want.String()) {
				t.Errorf("%q is not equal to %q", text, test.want)
			}
			needs, err := ExternalDestinations(test.domain, text)
			if err != nil || len(needs) != len(test.needs) {
				t.Fatalf("destinations %+v, %v, want %v", needs, err, test.needs)
			}
			for i, d := range needs {
				if d.Name != test.needs[i] || !IsRecord(d.Text) {
					t.Errorf("destination %+v, want %s", d, test.needs[i])
				}
			}
		})
	}
}

// TestAppendixBThirdParty takes the records of B.2.3 and B.2.4, by which a
// third party agrees to reports: no policy, and no error for a reader that
// looks for the version only.
func TestAppendixBThirdParty(t *testing.T) {
	t.Parallel()
	if !IsRecord("v=DMARC1;") || !Equal("v=DMARC1;", Record{}.String()) {
		t.Error("B.2.3: the least authorization is not read as one")
	}
	r, err := Parse("v=DMARC1; rua=mailto:aggregate-reports@thirdparty.example.net; ruf=mailto:failure-reports@thirdparty.example.net")
	if err != nil || len(r.RUA) != 1 || len(r.RUF) != 1 {
		t.Errorf("B.2.4: %+v, %v, want both addresses", r, err)
	}
}
