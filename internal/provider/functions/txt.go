package functions

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

func txtChunks() function.Function {
	return provided{
		name: "txt_chunks",
		definition: function.Definition{
			Summary: "Cuts text into the strings of a TXT record",
			MarkdownDescription: "Returns the list of character-strings that hold a text in one TXT record: DNS limits each to 255 octets (RFC 1035 section 3.3), and receivers join them without a separator. " +
				"Short text is a list of one string. No character of more than one octet is cut.\n\n" +
				"`mailauth_domain` and `aws_route53_record` differ: the former takes and shows text unsplit, the latter wants the strings joined by `\"\\\"\\\"\"`.",
			Parameters: []function.Parameter{function.StringParameter{
				Name:                "text",
				MarkdownDescription: "Text of a TXT record, such as a DKIM key record, without quotation marks around it.",
			}},
			Return: function.ListReturn{ElementType: types.StringType},
		},
		work: ofText(func(text string) (any, []problem) { return chunks(text), nil }),
	}
}

// chunks is [rr.Chunks] for values of Terraform, which are characters and not
// octets: half of one would be lost on the way.
func chunks(text string) []string {
	var out []string
	for len(text) > rr.MaxCharacterString {
		cut := rr.MaxCharacterString
		for cut > rr.MaxCharacterString-utf8.UTFMax && !utf8.RuneStart(text[cut]) {
			cut--
		}
		out = append(out, text[:cut])
		text = text[cut:]
	}
	return append(out, text)
}

func mailFromMX() function.Function {
	return provided{
		name: "mail_from_mx",
		definition: function.Definition{
			Summary: "The MX record that SES wants at a MAIL FROM domain",
			MarkdownDescription: "Returns the value of the one MX record of a custom MAIL FROM domain, such as `10 feedback-smtp.eu-west-1.amazonses.com`. " +
				"`mailauth_domain` publishes it by itself; this is for zones that are managed elsewhere.\n\n" +
				"Any name that has the form of a region is taken, as there are new regions every year.",
			Parameters: []function.Parameter{function.StringParameter{
				Name:                "region",
				MarkdownDescription: "SES region that sends for the domain, such as `eu-west-1`.",
			}},
			Return: function.StringReturn{},
		},
		work: ofText(func(region string) (any, []problem) {
			if fix := regionFix(region); fix != "" {
				return nil, []problem{{what: fmt.Sprintf("%q is no region of AWS", excerpt(region)), fix: fix}}
			}
			return mailauth.MailFromMXText(region), nil
		}),
	}
}

// regionFix is what to write instead of a text that does not look like a
// region, empty for one that does: words and a number, with hyphens between.
func regionFix(text string) string {
	trimmed := strings.ToLower(strings.TrimSpace(text))
	zone := strings.TrimRight(trimmed, "abcdefghijklmnopqrstuvwxyz")
	switch {
	case isRegion(text):
		return ""
	case isRegion(trimmed):
		return fmt.Sprintf("write %q", trimmed)
	case isRegion(zone):
		return fmt.Sprintf("write %q, the region of that availability zone", zone)
	}
	return `write the name of a region such as "eu-west-1"`
}

func isRegion(text string) bool {
	words := strings.Split(text, "-")
	last := len(words) - 1
	for _, w := range words[:last] {
		if w == "" || strings.Trim(w, "abcdefghijklmnopqrstuvwxyz") != "" {
			return false
		}
	}
	return last >= 2 && words[last] != "" && strings.Trim(words[last], "0123456789") == ""
}
