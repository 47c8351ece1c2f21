package functions

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/function"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/dmarc/report"
)

// reportLimit is what the CLI can hold: a report of this size, some 20,000 rows,
// keeps it busy for ten seconds and takes almost a gigabyte of memory.
const reportLimit = 8 << 20

func dmarcReportParse() function.Function {
	return provided{
		name: "dmarc_report_parse",
		definition: function.Definition{
			Summary: "Reads a DMARC aggregate report and adds it up",
			MarkdownDescription: "Reads an aggregate report (RFC 9990, and RFC 7489 appendix C) and returns an object:\n\n" +
				"* `organization`, `email`, `extra_contact_info`, `generator`: who reports, and with what\n" +
				"* `report_id`: unique among the reports of that organization\n" +
				"* `begin`, `end`: the period, such as `2026-10-01T00:00:00Z`\n" +
				"* `errors`: list of what the receiver had to say about the DMARC record\n" +
				"* `policy_published`: object with the record that the receiver found: `domain`, `policy`, `subdomain_policy`, `nonexistent_subdomain_policy`, `alignment_dkim`, `alignment_spf`, `failure_options` (list), `testing`, `percent` and `discovery_method`\n" +
				"* `rows`: list of objects, one for each outcome of messages from one address:\n" +
				"  * `source_ip`, `count`: the address and the number of messages\n" +
				"  * `disposition`: `none`, `pass`, `quarantine` or `reject`\n" +
				"  * `dkim_aligned`, `spf_aligned`: whether DMARC passed by DKIM, and by SPF\n" +
				"  * `header_from`, `envelope_from`, `envelope_to`: domains\n" +
				"  * `reasons`: list of `{ type, comment }`, why the disposition is not the policy\n" +
				"  * `dkim`: list of `{ domain, selector, result, human_result }`, `spf`: list of `{ domain, scope, result, human_result }`; aligned or not\n" +
				"* `totals`: object that adds up the rows:\n" +
				"  * `messages`, `aligned`: numbers of messages, and of those that passed DMARC\n" +
				"  * `alignment`: numbers `both`, `dkim_only`, `spf_only` and `neither`\n" +
				"  * `disposition`: numbers `none`, `quarantine`, `reject` and `other`\n" +
				"  * `sources`: list of objects with `source_ip` and the same four members, those with most messages first\n\n" +
				"What the receiver left out is null. A report of more than 8 MiB, packed or unpacked, is an error, as is a malformed one.",
			Parameters: []function.Parameter{function.StringParameter{
				Name:                "report",
				MarkdownDescription: "The XML of the report, `file(\"report.xml\")`, or base64 of it, plain or packed by gzip or zip: `filebase64(\"report.xml.gz\")`.",
			}},
			Return: function.ObjectReturn{AttributeTypes: newReportShape().report.AttrTypes},
		},
		work: ofText(func(text string) (any, []problem) {
			feedback, err := report.Read(reportSource(text), reportLimit)
			if err != nil {
				return nil, []problem{reportProblem(err)}
			}
			return newReportShape().apart(feedback), nil
		}),
	}
}

// reportSource is the octets of the report. Only XML has a "<", which is not in
// the alphabet of base64.
func reportSource(text string) io.Reader {
	trimmed := strings.TrimLeft(text, "\ufeff \t\r\n")
	if strings.HasPrefix(trimmed, "<") || trimmed == "" {
		return strings.NewReader(trimmed)
	}
	return base64.NewDecoder(base64.StdEncoding, strings.NewReader(trimmed))
}

func reportProblem(err error) problem {
	var encoding base64.CorruptInputError
	// What is missing at the end of base64 comes without a reason of the report.
	cut := errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, report.ErrContainer) && !errors.Is(err, report.ErrMalformed)
	switch {
	case cut || errors.As(err, &encoding):
		return problem{what: fmt.Sprintf("neither XML nor base64: %v", err),
			fix: `pass file("report.xml"), or filebase64("report.xml.gz") for a packed report`}
	case errors.Is(err, report.ErrTooLarge):
		return problem{what: fmt.Sprintf("%v of %d MiB", err, reportLimit>>20), fix: "read it with another program"}
	case errors.Is(err, report.ErrContainer):
		return problem{what: err.Error(), fix: `pass the file as it came, filebase64("report.xml.gz") or filebase64("report.zip"), or unpack it and pass file("report.xml")`}
	}
	return problem{what: err.Error(), fix: "pass an aggregate report as the receiver sent it: XML whose root element is feedback"}
}
