package verification

import (
	"flag"
	"os"
	"strings"
	"testing"
)

// update says to write the texts into the guide instead of comparing them.
var update = flag.Bool("update", false, "write the texts into the guide")

// The guide, as it is written and as it is published.
const (
	guideSource = "../../tools/docs/templates/guides/verification.md"
	guidePage   = "../../../docs/guides/verification.md"
)

// guideCases are the texts of the guide, in its order.
func guideCases() []Case {
	of := func(changes ...func(*Case)) Case {
		c := example()
		for _, change := range changes {
			change(&c)
		}
		return c
	}
	onlyMX := func(c *Case) { c.statuses("SUCCESS", "SUCCESS", "PENDING") }
	onlyKeys := func(c *Case) { c.MailFrom = "" }
	return []Case{
		of(),
		of(func(c *Case) { c.Report.NameServer = "ns1.other.example" }),
		of(onlyKeys, func(c *Case) { c.put(set("NS", "_domainkey.example.org", "ns1.vendor.example.")) }),
		of(onlyMX, func(c *Case) {
			c.put(set("MX", "mail.example.org", "10 feedback-smtp.eu-west-1.amazonses.com", "20 mx.example.net"))
		}),
		of(onlyKeys, func(c *Case) { c.Report.ErrorType = "DNS_SERVER_ERROR" }),
		of(func(c *Case) { c.statuses("SUCCESS", "SUCCESS", "FAILED") }),
		of(func(c *Case) {
			c.statuses("TEMPORARY_FAILURE", "TEMPORARY_FAILURE", "SUCCESS")
			c.Report.LastSuccess = at(11)
		}),
		of(func(c *Case) { c.Zone, c.Report.NameServer = nil, "ns1.other.example" }),
	}
}

// shown is an explanation as a CLI shows it, in lines of at most 80 columns.
func shown(e Explanation) string {
	var out []string
	for line := range strings.SplitSeq("Warning: "+e.Summary+"\n\n"+e.Found+"\n\nTo fix: "+e.Fix, "\n") {
		width := 0
		var text strings.Builder
		for i, word := range strings.Fields(line) {
			switch {
			case i > 0 && width+1+len(word) > 80:
				text.WriteString("\n")
				width = 0
			case i > 0:
				text.WriteString(" ")
				width++
			}
			text.WriteString(word)
			width += len(word)
		}
		out = append(out, text.String())
	}
	return strings.Join(out, "\n")
}

// TestGuide: the guide has the texts of the program.
func TestGuide(t *testing.T) {
	t.Parallel()
	const begin, end = "```text\n", "\n```\n"
	source, err := os.ReadFile(guideSource)
	if err != nil {
		t.Fatalf("read the guide: %v", err)
	}
	cases := guideCases()
	parts := strings.Split(string(source), begin)
	if len(parts) != len(cases)+1 {
		t.Fatalf("the guide has %d texts, want %d", len(parts)-1, len(cases))
	}
	text := parts[0]
	for i, part := range parts[1:] {
		_, rest, found := strings.Cut(part, end)
		if !found {
			t.Fatalf("text %d has no end", i+1)
		}
		text += begin + shown(Explain(cases[i])) + end + rest
	}
	for _, file := range []string{guideSource, guidePage} {
		if *update {
			if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := os.ReadFile(file); err != nil || string(got) != text {
			t.Errorf("%s has other texts than the program (%v); go test ./internal/mailauth/verification -run Guide -update writes them", file, err)
		}
	}
}
