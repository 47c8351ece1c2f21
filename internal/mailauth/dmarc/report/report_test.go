package report

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

// head and tail are a report without records.
const (
	head = `<?xml version="1.0"?><feedback xmlns="urn:ietf:params:xml:ns:dmarc-2.0"><version>1.0</version>` +
		`<report_metadata><org_name>Receiver</org_name><email>dmarc@receiver.example</email><report_id>r-1</report_id>` +
		`<date_range><begin>1790812800</begin><end>1790899199</end></date_range></report_metadata>` +
		`<policy_published><domain>example.com</domain><p>none</p></policy_published>`
	tail = `</feedback>`
)

func record(ip, count, disposition, dkim, spf string) string {
	return "<record><row><source_ip>" + ip + "</source_ip><count>" + count + "</count><policy_evaluated><disposition>" +
		disposition + "</disposition><dkim>" + dkim + "</dkim><spf>" + spf + "</spf></policy_evaluated></row>" +
		"<identifiers><header_from>example.com</header_from></identifiers><auth_results/></record>"
}

func read(t *testing.T, text string) (Feedback, error) {
	t.Helper()
	return Read(strings.NewReader(text), DefaultLimit)
}

func gzipped(t *testing.T, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func zipped(t *testing.T, files map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, text := range files {
		f, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestReadTakesEveryElementOfRFC9990(t *testing.T) {
	t.Parallel()
	f, err := read(t, `<?xml version="1.0" encoding="UTF-8"?>
<feedback xmlns="urn:ietf:params:xml:ns:dmarc-2.0" xmlns:ext="urn:example:ext">
  <version>1.0</version>
  <report_metadata>
    <org_name> Receiver &amp; Co </org_name>
    <email>dmarc@receiver.example</email>
    <extra_contact_info lang="de">https://receiver.example/</extra_contact_info>
    <report_id>2026-10-01_example.com@receiver.example</report_id>
    <date_range><begin>1790812800</begin><end> 1790899199 </end></date_range>
    <error>one thing</error>
    <generator>Reporter/3</generator>
  </report_metadata>
  <policy_published>
    <domain>Example.COM</domain><discovery_method>treewalk</discovery_method>
    <p>Reject</p><sp>quarantine</sp><np>reject</np><fo>1:d</fo>
    <adkim>s</adkim><aspf>r</aspf><testing>y</testing>
  </policy_published>
  <extension><ext:record><ext:row>not ours</ext:row></ext:record></extension>
  <record>
    <row>
      <source_ip>2001:db8::25</source_ip><count>7</count>
      <policy_evaluated><disposition>Quarantine</disposition><dkim>PASS</dkim><spf>fail</spf>
        <reason><type>policy_test_mode</type><comment>t=y</comment></reason>
      </policy_evaluated>
    </row>
    <identifiers><header_from>News.Example.com</header_from><envelope_from>bounce.example.com</envelope_from><envelope_to>receiver.example</envelope_to></identifiers>
    <auth_results>
      <dkim><domain>example.com</domain><selector>Sel1</selector><result>pass</result><human_result>good</human_result></dkim>
      <dkim><domain>amazonses.com</domain><selector>s2</selector><result>permerror</result></dkim>
      <spf><domain>bounce.example.com</domain><scope>mfrom</scope><result>SoftFail</result></spf>
    </auth_results>
    <ext:source_ip>192.0.2.99</ext:source_ip>
  </record>
</feedback>
`)
	if err != nil {
		t.Fatal(err)
	}
	want := Metadata{
		OrgName: "Receiver & Co", Email: "dmarc@receiver.example", ExtraContactInfo: "https://receiver.example/",
		ReportID: "2026-10-01_example.com@receiver.example", Errors: []string{"one thing"}, Generator: "Reporter/3",
		Begin: time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC), End: time.Date(2026, 10, 1, 23, 59, 59, 0, time.UTC),
	}
	m := f.Metadata
	if !slices.Equal(m.Errors, want.Errors) {
		t.Errorf("errors %q, want %q", m.Errors, want.Errors)
	}
	m.Errors, want.Errors = nil, nil
	if !m.Begin.Equal(want.Begin) || !m.End.Equal(want.End) || m.OrgName != want.OrgName || m.Email != want.Email ||
		m.ExtraContactInfo != want.ExtraContactInfo || m.ReportID != want.ReportID || m.Generator != want.Generator {
		t.Errorf("metadata %+v, want %+v", m, want)
	}
	policy := Policy{
		Domain: "example.com", DiscoveryMethod: "treewalk", P: "reject", SP: "quarantine", NP: "reject",
		ADKIM: "s", ASPF: "r", FO: "1:d", Testing: true,
	}
	if f.Policy != policy || f.Version != "1.0" || f.Namespace != "urn:ietf:params:xml:ns:dmarc-2.0" {
		t.Errorf("policy %+v in version %q of %q, want %+v", f.Policy, f.Version, f.Namespace, policy)
	}
	if len(f.Rows) != 1 {
		t.Fatalf("%d rows, want 1", len(f.Rows))
	}
	checkRow(t, f.Rows[0])
}

func checkRow(t *testing.T, r Row) {
	t.Helper()
	if r.SourceIP != netip.MustParseAddr("2001:db8::25") || r.Count != 7 || r.Disposition != Quarantine || !r.DKIMAligned || r.SPFAligned {
		t.Errorf("row %+v", r)
	}
	if r.HeaderFrom != "news.example.com" || r.EnvelopeFrom != "bounce.example.com" || r.EnvelopeTo != "receiver.example" {
		t.Errorf("identifiers %+v", r)
	}
	if want := []Reason{{"policy_test_mode", "t=y"}}; !slices.Equal(r.Reasons, want) {
		t.Errorf("reasons %+v, want %+v", r.Reasons, want)
	}
	if want := []DKIMResult{{"example.com", "Sel1", "pass", "good"}, {"amazonses.com", "s2", "permerror", ""}}; !slices.Equal(r.DKIM, want) {
		t.Errorf("DKIM %+v, want %+v", r.DKIM, want)
	}
	if want := []SPFResult{{"bounce.example.com", "mfrom", "softfail", ""}}; !slices.Equal(r.SPF, want) {
		t.Errorf("SPF %+v, want %+v", r.SPF, want)
	}
}

func TestReadAcceptsEveryShapeReceiversSend(t *testing.T) {
	t.Parallel()
	body := record("192.0.2.1", "3", "none", "pass", "pass")
	whole := head + body + tail
	bare := strings.Replace(whole, ` xmlns="urn:ietf:params:xml:ns:dmarc-2.0"`, "", 1)
	prefixed := strings.NewReplacer(`<feedback xmlns=`, `<d:feedback xmlns:d=`, `</feedback>`, `</d:feedback>`).Replace(whole)
	tests := map[string]string{
		"RFC 9990 section 6.1: with the namespace":                        whole,
		"RFC 7489 appendix C: without a namespace":                        bare,
		"RFC 7489 appendix C: only the root qualified":                    prefixed,
		"a namespace of somebody's own":                                   strings.Replace(whole, "urn:ietf:params:xml:ns:dmarc-2.0", "http://dmarc.org/dmarc-xml/0.1", 1),
		"a byte order mark before the declaration":                        "\ufeff" + whole,
		"white space around every value":                                  strings.NewReplacer("<count>", "<count>\n\t ", "</source_ip>", " </source_ip>").Replace(whole),
		"comments between elements and inside values":                     strings.NewReplacer("<row>", "<!-- x --><row>", "<count>", "<count><!-- y -->").Replace(whole),
		"a document type without entities":                                strings.Replace(whole, "<feedback", "<!DOCTYPE feedback><feedback", 1),
		"RFC 9990 section 3.5.2: gzip":                                    string(gzipped(t, whole)),
		"RFC 7489 section 7.2.1.1: zip":                                   string(zipped(t, map[string]string{"r!example.com!1!2.xml": whole})),
		"zip with the folder that one system adds":                        string(zipped(t, map[string]string{"r.xml": whole, "__MACOSX/._r.xml": "junk"})),
		"an IPv4 address written as IPv6":                                 strings.Replace(whole, "192.0.2.1", "::ffff:192.0.2.1", 1),
		"elements in another order, and elements nobody knows":            strings.Replace(bare, body, "<new><deep/></new>"+body, 1),
		"RFC 9990 section 3.1.1.1: US-ASCII declared":                     strings.Replace(whole, `"1.0"?>`, `"1.0" encoding="US-ASCII"?>`, 1),
		"the element names of a draft: identities instead of identifiers": strings.ReplaceAll(whole, "identifiers>", "identities>"),
	}
	for name, text := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			// One octet at a time, to have no luck with buffers.
			f, err := Read(iotest.OneByteReader(strings.NewReader(text)), DefaultLimit)
			if err != nil {
				t.Fatal(err)
			}
			if len(f.Rows) != 1 || f.Rows[0].SourceIP.String() != "192.0.2.1" || f.Rows[0].Count != 3 || f.Rows[0].HeaderFrom != "example.com" {
				t.Errorf("rows %+v", f.Rows)
			}
		})
	}
}

func TestReadRefuses(t *testing.T) {
	t.Parallel()
	whole := head + record("192.0.2.1", "3", "none", "pass", "pass") + tail
	packed := gzipped(t, whole)
	corrupt := slices.Clone(packed)
	corrupt[len(corrupt)-6] ^= 0xff
	tests := map[string]struct {
		text string
		want error
		says string
	}{
		"nothing at all":            {"", ErrMalformed, "no XML element"},
		"text that is no XML":       {"Dear postmaster", ErrMalformed, "no XML element"},
		"the wrong root":            {"<html><body/></html>", ErrMalformed, `"html"`},
		"a report about nothing":    {"<feedback/>", ErrMalformed, "report_metadata"},
		"XML that breaks off":       {whole[:len(whole)-30], ErrMalformed, "line 1"},
		"an address that is none":   {head + record("192.0.2.300", "1", "none", "pass", "pass") + tail, ErrMalformed, `record 1: source_ip "192.0.2.300"`},
		"a count below zero":        {head + record("192.0.2.1", "-1", "none", "pass", "pass") + tail, ErrMalformed, `count "-1"`},
		"a count that overflows":    {head + record("192.0.2.1", "9223372036854775807", "none", "pass", "pass") + tail, ErrMalformed, "count"},
		"a record without a source": {head + "<record><row><count>1</count></row></record>" + tail, ErrMalformed, "no source_ip"},
		"a date in words":           {strings.Replace(whole, "1790812800", "yesterday", 1), ErrMalformed, `"yesterday"`},
		"entities that would multiply": {strings.NewReplacer(`<feedback`, `<!DOCTYPE feedback [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><feedback`, "Receiver", "&b;").Replace(whole),
			ErrMalformed, "entity"},
		"an entity that would read a file": {strings.NewReplacer(`<feedback`, `<!DOCTYPE feedback [<!ENTITY a SYSTEM "file:///etc/passwd">]><feedback`, "Receiver", "&a;").Replace(whole),
			ErrMalformed, "entity"},
		"an encoding nobody knows":    {strings.Replace(whole, `"1.0"?>`, `"1.0" encoding="EBCDIC-US"?>`, 1), ErrMalformed, "EBCDIC"},
		"gzip that breaks off":        {string(packed[:len(packed)-12]), ErrContainer, "EOF"},
		"gzip without its checksum":   {string(packed[:len(packed)-8]), ErrContainer, "EOF"},
		"gzip with a wrong checksum":  {string(corrupt), ErrContainer, "checksum"},
		"gzip of something else":      {string(gzipped(t, "<html/>")), ErrMalformed, `"html"`},
		"a zip archive of two files":  {string(zipped(t, map[string]string{"a.xml": whole, "b.xml": whole})), ErrContainer, "more than one"},
		"an empty zip archive":        {string(zipped(t, nil)), ErrContainer, "empty"},
		"a zip archive that is cut":   {string(zipped(t, map[string]string{"a.xml": whole}))[:200], ErrContainer, "zip"},
		"a zip archive of other data": {string(zipped(t, map[string]string{"a.xml": "<x/>"})), ErrMalformed, `"x"`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := read(t, test.text)
			if !errors.Is(err, test.want) || err != nil && !strings.Contains(err.Error(), test.says) {
				t.Errorf("error %v, want %v with %q", err, test.want, test.says)
			}
		})
	}
}

func TestReadStopsAtTheLimit(t *testing.T) {
	t.Parallel()
	bomb := head + strings.Repeat(" ", 8<<20) + tail
	nested := head + strings.Repeat("<a>", 1<<18) + tail
	tests := map[string][]byte{
		"plain XML":                     []byte(bomb),
		"gzip that unpacks to too much": gzipped(t, bomb),
		"zip that unpacks to too much":  zipped(t, map[string]string{"a.xml": bomb}),
		"gzip with too much behind it":  gzipped(t, head+tail+strings.Repeat(" ", 8<<20)),
		"elements inside elements":      []byte(nested),
	}
	for name, data := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := Read(bytes.NewReader(data), 512<<10); !errors.Is(err, ErrTooLarge) {
				t.Errorf("error %v, want ErrTooLarge", err)
			}
		})
	}
}

func TestReadTakesExactlyTheLimit(t *testing.T) {
	t.Parallel()
	text := head + tail
	if _, err := Read(strings.NewReader(text), int64(len(text))); err != nil {
		t.Errorf("a report of the limit's size: %v", err)
	}
	if _, err := Read(strings.NewReader(text), int64(len(text))-1); !errors.Is(err, ErrTooLarge) {
		t.Errorf("one octet more: %v, want ErrTooLarge", err)
	}
}

func TestReadPassesOnTheErrorOfItsSource(t *testing.T) {
	t.Parallel()
	broken := errors.New("line is down")
	_, err := Read(io.MultiReader(strings.NewReader(head), iotest.ErrReader(broken)), DefaultLimit)
	if !errors.Is(err, broken) || errors.Is(err, ErrMalformed) {
		t.Errorf("error %v, want %v alone", err, broken)
	}
}

func TestReadConvertsEncodings(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ label, octets, want string }{
		"windows-1252, the euro":         {"windows-1252", "\x80 Zo\xeb", "€ Zoë"},
		"Latin-1 as 1252":                {"ISO-8859-1", "M\xfcller", "Müller"},
		"windows-1251, Cyrillic":         {"Windows-1251", "\xcf\xee\xf7\xf2\xe0", "Почта"},
		"windows-1250, central Europe":   {"cp1250", "\x8aumava", "Šumava"},
		"windows-1253, Greek":            {"windows-1253", "\xe1\xe2", "αβ"},
		"windows-1254, Turkish":          {"windows-1254", "\xfd\xfe", "ış"},
		"windows-1255, Hebrew":           {"windows-1255", "\xf9\xec", "של"},
		"windows-1256, Arabic":           {"windows-1256", "\xc8\xd1", "بر"},
		"windows-1257, Baltic":           {"windows-1257", "\xe0\xe8", "ąč"},
		"windows-1258, Vietnamese":       {"windows-1258", "\xf0\xf5", "đơ"},
		"an octet that stands for none":  {"windows-1252", "a\x81b", "a\ufffdb"},
		"UTF-8 declared in another case": {"utf-8", "Zoë", "Zoë"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := strings.NewReplacer(`"1.0"?>`, `"1.0" encoding="`+test.label+`"?>`, "Receiver", test.octets).Replace(head + tail)
			f, err := Read(strings.NewReader(text), DefaultLimit)
			if err != nil || f.Metadata.OrgName != test.want {
				t.Errorf("%q, %v, want %q", f.Metadata.OrgName, err, test.want)
			}
		})
	}
}

func TestTotals(t *testing.T) {
	t.Parallel()
	f, err := read(t, head+
		record("192.0.2.1", "10", "none", "pass", "pass")+
		record("192.0.2.9", "5", "quarantine", "fail", "fail")+
		record("192.0.2.1", "2", "pass", "pass", "fail")+
		record("2001:db8::1", "4", "reject", "fail", "fail")+
		record("2001:db8::1", "1", "none", "fail", "pass")+
		record("192.0.2.7", "3", "shredded", "fail", "fail")+tail)
	if err != nil {
		t.Fatal(err)
	}
	got := f.Totals()
	want := Tally{
		Messages: 25, Both: 10, DKIMOnly: 2, SPFOnly: 1, Neither: 12,
		None: 13, Quarantined: 5, Rejected: 4, Other: 3,
	}
	if got.Tally != want || got.Aligned() != 13 {
		t.Errorf("totals %+v with %d aligned, want %+v with 13", got.Tally, got.Aligned(), want)
	}
	sources := []Source{
		{netip.MustParseAddr("192.0.2.1"), Tally{Messages: 12, Both: 10, DKIMOnly: 2, None: 12}},
		{netip.MustParseAddr("192.0.2.9"), Tally{Messages: 5, Neither: 5, Quarantined: 5}},
		{netip.MustParseAddr("2001:db8::1"), Tally{Messages: 5, SPFOnly: 1, Neither: 4, None: 1, Rejected: 4}},
		{netip.MustParseAddr("192.0.2.7"), Tally{Messages: 3, Neither: 3, Other: 3}},
	}
	if !slices.Equal(got.Sources, sources) {
		t.Errorf("sources %+v, want %+v", got.Sources, sources)
	}
}

// FuzzRead looks for panics and endless reading, and holds every accepted
// report to sums that agree.
func FuzzRead(f *testing.F) {
	whole := head + record("192.0.2.1", "3", "none", "pass", "fail") + tail
	f.Add([]byte(whole))
	f.Add([]byte(strings.Replace(whole, `"1.0"?>`, `"1.0" encoding="windows-1252"?>`, 1)))
	f.Add([]byte("\x1f\x8b\x08"))
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, data []byte) {
		feedback, err := Read(bytes.NewReader(data), 1<<20)
		if err != nil {
			return
		}
		all := feedback.Totals()
		var sum int64
		for _, s := range all.Sources {
			sum += s.Messages
		}
		if all.Messages != sum || all.Messages != all.Aligned()+all.Neither ||
			all.Messages != all.None+all.Quarantined+all.Rejected+all.Other {
			t.Errorf("sums disagree: %+v", all)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	text := head + strings.Repeat(record("192.0.2.1", "3", "none", "pass", "pass"), 1000) + tail
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Read(strings.NewReader(text), DefaultLimit); err != nil {
			b.Fatal(err)
		}
	}
}
