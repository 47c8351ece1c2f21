package dmarc

import (
	"errors"
	"reflect"
	"strings"
	"testing"
)

// TestParse has a row for every input on which DMARC implementations are
// known to disagree, with the reading of RFC 9989.
func TestParse(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		text string
		want string // the record rendered; empty if err is set
		err  error
	}{
		"9989 4.7 v: the value is case-sensitive":                  {"v=dmarc1; p=none", "", ErrNotDMARC},
		"9989 4.7 v: another case of letters":                      {"v=Dmarc1; p=none", "", ErrNotDMARC},
		"9989 4.7 v: not first":                                    {"p=none; v=DMARC1", "", ErrNotDMARC},
		"9989 4.7 v: absent":                                       {"p=none", "", ErrNotDMARC},
		"9989 4.8: an empty tag before the version":                {";v=DMARC1; p=none", "", ErrNotDMARC},
		"9989 4.8 dmarc-version: an escaped semicolon":             {`v=DMARC1\; p=none`, "", ErrNotDMARC},
		"9989 4.8 dmarc-sep: a space is no separator":              {"v=DMARC1 p=none", "", ErrNotDMARC},
		"9989 4.8 dmarc-sep: a comma is no separator":              {"v=DMARC1, p=none", "", ErrNotDMARC},
		"9989 4.7 v: a longer number":                              {"v=DMARC10; p=none", "", ErrNotDMARC},
		"9989 4.8: curly quotation marks":                          {"“v=DMARC1; p=none”", "", ErrNotDMARC},
		"9989 4.8: quotation marks inside the text":                {`"v=DMARC1; p=none"`, "", ErrNotDMARC},
		"9989 4.8: a byte order mark":                              {"\ufeffv=DMARC1; p=none", "", ErrNotDMARC},
		"9989 4.8: no text":                                        {"", "", ErrNotDMARC},
		"RFC 5234 2.3: tag names in upper case, as most accept":    {"V=DMARC1; P=reject", "v=DMARC1; p=reject", nil},
		"RFC 6376 3.2: leading white space, as most accept":        {" v=DMARC1; p=none", "v=DMARC1; p=none", nil},
		"9989 4.8: white space around signs":                       {"v\t= DMARC1 ;\tp =\tnone ;", "v=DMARC1; p=none", nil},
		"9989 4.8: no white space at all":                          {"v=DMARC1;p=none", "v=DMARC1; p=none", nil},
		"9989 4.8 dmarc-request: upper case":                       {"v=DMARC1; p=REJECT", "v=DMARC1; p=reject", nil},
		"9989 4.10.1: no p, with rua":                              {"v=DMARC1; rua=mailto:a@example.com", "v=DMARC1; p=none; rua=mailto:a@example.com", nil},
		"9989 4.10.1: no p, without rua":                           {"v=DMARC1", "", ErrNoPolicy},
		"9989 4.10.1: no p, with an invalid rua":                   {"v=DMARC1; rua=a@example.com", "", ErrNoPolicy},
		"9989 4.10.1: no p, with ruf only":                         {"v=DMARC1; ruf=mailto:a@example.com", "", ErrNoPolicy},
		"9989 4.8: p not second":                                   {"v=DMARC1; rua=mailto:a@example.com; p=reject", "v=DMARC1; p=reject; rua=mailto:a@example.com", nil},
		"9989 4.10.1: invalid p, with rua":                         {"v=DMARC1; p=monitor; rua=mailto:a@example.com", "v=DMARC1; p=none; rua=mailto:a@example.com", nil},
		"9989 4.10.1: invalid p, without rua":                      {"v=DMARC1; p=monitor", "", ErrNoPolicy},
		"9989 4.10.1: empty p, with rua":                           {"v=DMARC1; p=; rua=mailto:a@example.com", "v=DMARC1; p=none; rua=mailto:a@example.com", nil},
		"9989 4.10.1: invalid sp gives up p, with rua":             {"v=DMARC1; p=reject; sp=all; rua=mailto:a@example.com", "v=DMARC1; p=none; rua=mailto:a@example.com", nil},
		"9989 4.10.1: invalid sp, without rua":                     {"v=DMARC1; p=reject; sp=all", "", ErrNoPolicy},
		"9989 4.10.1: invalid np gives up p and sp, with rua":      {"v=DMARC1; p=reject; sp=reject; np=x; rua=mailto:a@example.com", "v=DMARC1; p=none; rua=mailto:a@example.com", nil},
		"RFC 6376 3.2: p twice":                                    {"v=DMARC1; p=none; p=reject", "", ErrDuplicateTag},
		"RFC 6376 3.2: p twice, in both cases":                     {"v=DMARC1; p=none; P=none", "", ErrDuplicateTag},
		"RFC 6376 3.2: rua twice":                                  {"v=DMARC1; p=none; rua=mailto:a@example.com; rua=mailto:b@example.com", "", ErrDuplicateTag},
		"RFC 6376 3.2: v twice":                                    {"v=DMARC1; v=DMARC1; p=none", "", ErrDuplicateTag},
		"RFC 6376 3.2: an unknown tag twice":                       {"v=DMARC1; p=none; x=1; x=1", "", ErrDuplicateTag},
		"RFC 6376 3.2: names nobody knows differ by case":          {"v=DMARC1; p=none; x=1; X=1", "v=DMARC1; p=none; x=1; X=1", nil},
		"9989 4.7 np, psd, t: understood":                          {"v=DMARC1; p=quarantine; np=reject; psd=n; t=y", "v=DMARC1; p=quarantine; np=reject; psd=n; t=y", nil},
		"9989 4.8 dmarc-yorn, dmarc-psd, dmarc-rors: upper case":   {"v=DMARC1; p=none; t=Y; psd=N; adkim=S; aspf=S", "v=DMARC1; p=none; adkim=s; aspf=s; psd=n; t=y", nil},
		"9989 4.8: t spelled out is dropped":                       {"v=DMARC1; p=reject; t=yes", "v=DMARC1; p=reject", nil},
		"9989 4.8: adkim and aspf spelled out are dropped":         {"v=DMARC1; p=reject; adkim=strict; aspf=strict", "v=DMARC1; p=reject", nil},
		"9989 4.8: psd of another letter is dropped":               {"v=DMARC1; p=reject; psd=x", "v=DMARC1; p=reject", nil},
		"7489 6.4: pct over 100 is dropped":                        {"v=DMARC1; p=reject; pct=200", "v=DMARC1; p=reject", nil},
		"7489 6.4: pct with more than three digits is dropped":     {"v=DMARC1; p=reject; pct=0050", "v=DMARC1; p=reject", nil},
		"7489 6.4: pct with a sign is dropped":                     {"v=DMARC1; p=reject; pct=+5", "v=DMARC1; p=reject", nil},
		"7489 6.3: pct of 0 is kept":                               {"v=DMARC1; p=reject; pct=0", "v=DMARC1; p=reject; pct=0", nil},
		"9989 4.8 dmarc-fo: another letter is dropped":             {"v=DMARC1; p=none; fo=x; ruf=mailto:a@example.com", "v=DMARC1; p=none; ruf=mailto:a@example.com", nil},
		"9989 4.8 dmarc-fo: white space is dropped":                {"v=DMARC1; p=none; fo=1 : d; ruf=mailto:a@example.com", "v=DMARC1; p=none; ruf=mailto:a@example.com", nil},
		"9989 4.8 dmarc-fo: an option twice is dropped":            {"v=DMARC1; p=none; fo=d:d; ruf=mailto:a@example.com", "v=DMARC1; p=none; ruf=mailto:a@example.com", nil},
		"9989 4.8 dmarc-fo: any order":                             {"v=DMARC1; p=none; fo=s:1:D; ruf=mailto:a@example.com", "v=DMARC1; p=none; fo=s:1:d; ruf=mailto:a@example.com", nil},
		"7489 6.3 fo: 0 beside 1, which 9989 excludes, is kept":    {"v=DMARC1; p=none; fo=0:1", "v=DMARC1; p=none; fo=0:1", nil},
		"7489 6.3 rf: another format is dropped":                   {"v=DMARC1; p=none; rf=iodef", "v=DMARC1; p=none", nil},
		"7489 6.3 rf: the one format is kept":                      {"v=DMARC1; p=none; rf=AFRF", "v=DMARC1; p=none; rf=afrf", nil},
		"7489 6.3 ri: no interval is dropped":                      {"v=DMARC1; p=none; ri=0", "v=DMARC1; p=none", nil},
		"7489 6.3 ri: more than 32 bits are dropped":               {"v=DMARC1; p=none; ri=4294967296", "v=DMARC1; p=none", nil},
		"7489 6.3 ri: an interval is kept":                         {"v=DMARC1; p=none; ri=3600", "v=DMARC1; p=none; ri=3600", nil},
		"9989 4.8 dmarc-uri: no scheme":                            {"v=DMARC1; p=none; rua=dmarc@example.com", "v=DMARC1; p=none", nil},
		"9989 4.8 obs-dmarc-report-size: more than one letter":     {"v=DMARC1; p=none; rua=mailto:a@b!10x", "v=DMARC1; p=none", nil},
		"9989 4.8 obs-dmarc-report-size: kept as written":          {"v=DMARC1; p=none; rua=mailto:a@b!10M", "v=DMARC1; p=none; rua=mailto:a@b!10M", nil},
		"9989 4.8: one invalid URI does not harm the other":        {"v=DMARC1; p=none; rua=a@example.com , mailto:b@example.com,", "v=DMARC1; p=none; rua=mailto:b@example.com", nil},
		"9989 4.7 rua: any valid URI":                              {"v=DMARC1; p=none; rua=https://r.example.com/dmarc?x=1", "v=DMARC1; p=none; rua=https://r.example.com/dmarc?x=1", nil},
		"9989 4.8: an empty tag is discarded":                      {"v=DMARC1;; p=none;;", "v=DMARC1; p=none", nil},
		"9989 4.8: a tag without = is discarded":                   {"v=DMARC1; p=none; rua", "v=DMARC1; p=none", nil},
		"9989 4.8: a bare p does not count beside a p":             {"v=DMARC1; p; p=none", "v=DMARC1; p=none", nil},
		"9989 4.8: a no-break space makes p unknown":               {"v=DMARC1;\u00a0p=none; rua=mailto:a@example.com", "v=DMARC1; p=none; rua=mailto:a@example.com", nil},
		"9989 4.8: a no-break space makes p unknown, without rua":  {"v=DMARC1;\u00a0p=none", "", ErrNoPolicy},
		"9989 4.8: a no-break space makes a policy invalid":        {"v=DMARC1; p=none\u00a0", "", ErrNoPolicy},
		"9989 4.8: a line break makes p unknown":                   {"v=DMARC1;\np=none", "", ErrNoPolicy},
		"9989 4.8: the Kelvin sign is no k":                        {"v=DMARC1; p=none; ad\u212aim=s", "v=DMARC1; p=none", nil},
		"9989 4.7: unknown tags are set aside, as written":         {"v=DMARC1; Foo= a  b ; p=none; x1=", "v=DMARC1; p=none; Foo=a  b; x1=", nil},
		"9989 4.8: an unknown tag that no grammar takes is gone":   {"v=DMARC1; p=none; a-b=1; x=é", "v=DMARC1; p=none", nil},
		"9989 4.8: one tag cannot swallow the next":                {"v=DMARC1; p=none rua=mailto:a@example.com", "", ErrNoPolicy},
		"9989 4.7: every tag at once comes out in one fixed order": {"v=DMARC1; x=y; ri=1; rf=afrf; pct=9; t=y; psd=n; ruf=mailto:f@e.example; rua=mailto:a@e.example; fo=1; aspf=s; adkim=s; np=none; sp=reject; p=quarantine", "v=DMARC1; p=quarantine; sp=reject; np=none; adkim=s; aspf=s; fo=1; rua=mailto:a@e.example; ruf=mailto:f@e.example; psd=n; t=y; pct=9; rf=afrf; ri=1; x=y", nil},
		"9989 4.7: defaults written out are left out":              {"v=DMARC1; p=none; adkim=r; aspf=r; fo=0; psd=u; t=n", "v=DMARC1; p=none", nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, err := Parse(test.text)
			if !errors.Is(err, test.err) {
				t.Fatalf("error %v, want %v", err, test.err)
			}
			if test.err == nil && r.String() != test.want {
				t.Errorf("got  %s\nwant %s", r, test.want)
			}
		})
	}
}

func TestParseFillsInDefaults(t *testing.T) {
	t.Parallel()
	got, err := Parse("v=DMARC1; p=none")
	want := Record{Policy: None, DKIMAlignment: Relaxed, SPFAlignment: Relaxed, FailureOptions: []string{"0"}, PSD: "u"}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v, want %+v", got, err, want)
	}
}

func TestParseSaysWhereAndWhat(t *testing.T) {
	t.Parallel()
	_, err := Parse("v=DMARC1; p=none; rua=mailto:a@b; p=reject")
	if err == nil || !strings.Contains(err.Error(), `"p" again in column 35`) {
		t.Errorf("error %v, want one about column 35", err)
	}
	r, err := Parse("v=DMARC1; p=never; ruf=mailto:f@example.com")
	if !errors.Is(err, ErrNoPolicy) || r.Policy != "" || len(r.RUF) != 1 {
		t.Errorf("%+v, %v, want the rest of the record without a policy", r, err)
	}
}

func TestIsRecord(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		text string
		want bool
	}{
		"9989 4.7 v: the version alone":             {"v=DMARC1", true},
		"9989 4.7 v: before anything, even rubbish": {"v=DMARC1;;;p=?; p=?", true},
		"9989 4.8: white space around the signs":    {"v = DMARC1\t; p=none", true},
		"upper case V, as most receivers accept":    {"V=DMARC1; p=none", true},
		"leading white space, as most accept":       {" \tv=DMARC1; p=none", true},
		"9989 4.7 v: lower case value":              {"v=dmarc1; p=none", false},
		"9989 4.7 v: another version":               {"v=DMARC2; p=none", false},
		"9989 4.7 v: not first":                     {"p=none; v=DMARC1", false},
		"9989 4.8: no separator behind it":          {"v=DMARC1 p=none", false},
		"SPF":                                       {"v=spf1 -all", false},
		"a no-break space before it":                {"\u00a0v=DMARC1", false},
		"text":                                      {"DMARC1", false},
		"no text":                                   {"", false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := IsRecord(test.text); got != test.want {
				t.Errorf("IsRecord(%q) is %v, want %v", test.text, got, test.want)
			}
		})
	}
}

func TestTagsKeepsWhatParseLeavesOut(t *testing.T) {
	t.Parallel()
	text := "v=DMARC1;; p=none ;p=reject; sp;"
	list := Tags(text)
	if len(list) != 6 || list.String() != text || list[2].Column != 12 || list[3].Value != "reject" {
		t.Errorf("tags %#v", list)
	}
}

func TestStringOfARecordMadeByHand(t *testing.T) {
	t.Parallel()
	half, hour := 50, 3600
	tests := map[string]struct {
		record Record
		want   string
	}{
		"only a policy": {Record{Policy: None}, "v=DMARC1; p=none"},
		"9989 B.2.3: authorization of a third party has no policy": {Record{}, "v=DMARC1"},
		"every field": {
			Record{
				Policy: Reject, SubdomainPolicy: Quarantine, NonexistentPolicy: Reject, DKIMAlignment: Strict, SPFAlignment: Strict,
				RUA: []string{"mailto:a@example.com", "mailto:b@example.com"}, RUF: []string{"mailto:f@example.com"},
				FailureOptions: []string{"1", "d"}, Testing: true, PSD: "n", Percent: &half, ReportFormat: "afrf", ReportInterval: &hour,
				Unknown: []Tag{{"x", "1"}},
			},
			"v=DMARC1; p=reject; sp=quarantine; np=reject; adkim=s; aspf=s; fo=1:d; rua=mailto:a@example.com,mailto:b@example.com; ruf=mailto:f@example.com; psd=n; t=y; pct=50; rf=afrf; ri=3600; x=1",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := test.record.String(); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}
