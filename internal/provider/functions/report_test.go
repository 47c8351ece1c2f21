package functions_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"strings"
	"testing"
)

// aggregate is a report on 110 messages from two addresses.
const aggregate = `<?xml version="1.0"?>
<feedback xmlns="urn:ietf:params:xml:ns:dmarc-2.0"><version>1.0</version>
<report_metadata><org_name>Receiver</org_name><email>dmarc@receiver.example</email><report_id>r-1</report_id>
<date_range><begin>1790812800</begin><end>1790899199</end></date_range><error>slow DNS</error></report_metadata>
<policy_published><domain>example.org</domain><p>quarantine</p><sp>reject</sp><adkim>s</adkim><aspf>r</aspf><fo>1:d</fo><pct>50</pct><testing>y</testing></policy_published>
<record><row><source_ip>192.0.2.1</source_ip><count>10</count><policy_evaluated><disposition>quarantine</disposition><dkim>fail</dkim><spf>fail</spf>
<reason><type>mailing_list</type><comment>known</comment></reason></policy_evaluated></row>
<identifiers><header_from>example.org</header_from><envelope_from>list.example</envelope_from></identifiers>
<auth_results><dkim><domain>list.example</domain><selector>a</selector><result>pass</result></dkim><spf><domain>list.example</domain><scope>mfrom</scope><result>pass</result></spf></auth_results></record>
<record><row><source_ip>2001:db8::1</source_ip><count>100</count><policy_evaluated><disposition>none</disposition><dkim>pass</dkim><spf>fail</spf></policy_evaluated></row>
<identifiers><header_from>example.org</header_from></identifiers><auth_results/></record>
</feedback>`

const aggregateObject = `{
	"organization": "Receiver", "email": "dmarc@receiver.example", "extra_contact_info": null, "generator": null, "report_id": "r-1",
	"begin": "2026-10-01T00:00:00Z", "end": "2026-10-01T23:59:59Z", "errors": ["slow DNS"],
	"policy_published": {"domain": "example.org", "policy": "quarantine", "subdomain_policy": "reject", "nonexistent_subdomain_policy": null,
		"alignment_dkim": "strict", "alignment_spf": "relaxed", "failure_options": ["1", "d"], "testing": true, "percent": 50, "discovery_method": null},
	"rows": [
		{"source_ip": "192.0.2.1", "count": 10, "disposition": "quarantine", "dkim_aligned": false, "spf_aligned": false,
			"header_from": "example.org", "envelope_from": "list.example", "envelope_to": null,
			"reasons": [{"type": "mailing_list", "comment": "known"}],
			"dkim": [{"domain": "list.example", "selector": "a", "result": "pass", "human_result": null}],
			"spf": [{"domain": "list.example", "scope": "mfrom", "result": "pass", "human_result": null}]},
		{"source_ip": "2001:db8::1", "count": 100, "disposition": "none", "dkim_aligned": true, "spf_aligned": false,
			"header_from": "example.org", "envelope_from": null, "envelope_to": null, "reasons": [], "dkim": [], "spf": []}],
	"totals": {"messages": 110, "aligned": 100,
		"alignment": {"both": 0, "dkim_only": 100, "spf_only": 0, "neither": 10},
		"disposition": {"none": 100, "quarantine": 10, "reject": 0, "other": 0},
		"sources": [
			{"source_ip": "2001:db8::1", "messages": 100, "aligned": 100,
				"alignment": {"both": 0, "dkim_only": 100, "spf_only": 0, "neither": 0},
				"disposition": {"none": 100, "quarantine": 0, "reject": 0, "other": 0}},
			{"source_ip": "192.0.2.1", "messages": 10, "aligned": 0,
				"alignment": {"both": 0, "dkim_only": 0, "spf_only": 0, "neither": 10},
				"disposition": {"none": 0, "quarantine": 10, "reject": 0, "other": 0}}]}}`

func packed(t *testing.T, text string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return base64.StdEncoding.EncodeToString(b.Bytes())
}

// zipped is a text as the one file of an archive, in base64.
func zipped(t *testing.T, text string) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	f, err := w.Create("report.xml")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return base64.StdEncoding.EncodeToString(b.Bytes())
}

func TestDMARCReportParse(t *testing.T) {
	t.Parallel()
	for name, input := range map[string]string{
		"XML as it is":                 aggregate,
		"XML behind a byte order mark": "\ufeff\n" + aggregate,
		"XML in base64":                base64.StdEncoding.EncodeToString([]byte(aggregate)),
		"gzip in base64":               packed(t, aggregate),
		"zip in base64":                zipped(t, aggregate),
		"base64 with line breaks":      strings.Join(strings.SplitAfter(packed(t, aggregate), "A"), "\r\n") + "\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want(t, aggregateObject, "dmarc_report_parse", text(input))
		})
	}
}

func TestDMARCReportParse_leavesOut(t *testing.T) {
	t.Parallel()
	want(t, `{
		"organization": null, "email": null, "extra_contact_info": null, "generator": null, "report_id": null, "begin": null, "end": null, "errors": [],
		"policy_published": {"domain": null, "policy": null, "subdomain_policy": null, "nonexistent_subdomain_policy": null, "alignment_dkim": "x", "alignment_spf": null,
			"failure_options": null, "testing": false, "percent": null, "discovery_method": null},
		"rows": [], "totals": {"messages": 0, "aligned": 0, "alignment": {"both": 0, "dkim_only": 0, "spf_only": 0, "neither": 0},
			"disposition": {"none": 0, "quarantine": 0, "reject": 0, "other": 0}, "sources": []}}`,
		"dmarc_report_parse", text(`<feedback><report_metadata><date_range><begin>1790812800000000</begin></date_range></report_metadata><policy_published><adkim>x</adkim><pct>all</pct></policy_published></feedback>`))
}

func TestDMARCReportParse_refuses(t *testing.T) {
	t.Parallel()
	const (
		pass   = `. To fix: pass an aggregate report as the receiver sent it: XML whose root element is feedback`
		encode = `. To fix: pass file("report.xml"), or filebase64("report.xml.gz") for a packed report`
		unpack = `. To fix: pass the file as it came, filebase64("report.xml.gz") or filebase64("report.zip"), or unpack it and pass file("report.xml")`
	)
	for name, tc := range map[string]struct{ text, want string }{
		"nothing":                             {"", "dmarc report: malformed: line 1, column 1: there is no XML element" + pass},
		"a path":                              {"./report.xml", "neither XML nor base64: illegal base64 data at input byte 0" + encode},
		"cut base64":                          {"PGZlZ", "neither XML nor base64: unexpected EOF" + encode},
		"base64 without its end":              {packed(t, aggregate)[:101], "dmarc report: unreadable container: unexpected EOF" + unpack},
		"another document":                    {"<html></html>", `dmarc report: malformed: line 1, column 7: the root element is "html" instead of "feedback"` + pass},
		"a number that is none, by its place": {strings.Replace(aggregate, "<count>10</count>", "<count>ten</count>", 1), `dmarc report: malformed: line 6, column 64: record 1: count "ten" is no number of messages` + pass},
		"a damaged archive":                   {"UEsDBAAA", "dmarc report: unreadable container: zip: not a valid zip file" + unpack},
		"more than is good":                   {packed(t, "<feedback>"+strings.Repeat(" ", 9<<20)), "dmarc report: larger than the limit of 8 MiB. To fix: read it with another program"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantRefused(t, 0, tc.want, "dmarc_report_parse", text(tc.text))
		})
	}
}
