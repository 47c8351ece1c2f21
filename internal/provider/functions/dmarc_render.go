package functions

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/advice"
	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/dmarc"
	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/taglist"
)

// maxInterval is the largest ri, 32 bits of seconds (RFC 7489 section 6.3), as
// far as an int holds it.
const maxInterval = min(math.MaxUint32, math.MaxInt)

func dmarcRender() function.Function {
	return provided{
		name: "dmarc_render",
		definition: function.Definition{
			Summary: "Puts the text of a DMARC record together",
			MarkdownDescription: "Returns the text of a DMARC record for an object as `dmarc_parse` returns it, for example one that `merge` has changed; for a text that is parsed and rendered the result means the same. " +
				"The names are those of the attribute `dmarc` of `mailauth_domain`.\n\n" +
				"Every member but `policy` may be left out or null; a member that is not in this list is an error:\n\n" + dmarcMembers +
				"\n`record` is there for objects of `dmarc_parse`, and is ignored. Defaults are not written.",
			Parameters: []function.Parameter{function.DynamicParameter{
				Name:                "object",
				MarkdownDescription: "Object with the member `policy` and others as wanted, such as `{ policy = \"quarantine\", rua = [\"mailto:dmarc@example.org\"] }`.",
			}},
			Return: function.StringReturn{},
		},
		work: ofObject(dmarcTogether),
	}
}

// dmarcTogether reads an object. What the members may be is left to the grammar
// as far as it can tell.
func dmarcTogether(r *reader, value tftypes.Value) string {
	o, ok := r.object("", value, "policy", "subdomain_policy", "nonexistent_subdomain_policy", "alignment_dkim", "alignment_spf",
		"rua", "ruf", "failure_options", "testing", "percent", "report_interval", "psd", "unknown_tags", "record")
	if !ok {
		return ""
	}
	o.needs("policy", oneOf(policies()))
	record := dmarc.Record{
		Policy:            o.policy("policy"),
		SubdomainPolicy:   o.policy("subdomain_policy"),
		NonexistentPolicy: o.policy("nonexistent_subdomain_policy"),
		DKIMAlignment:     o.alignment("alignment_dkim"),
		SPFAlignment:      o.alignment("alignment_spf"),
		RUA:               o.uris("rua"),
		RUF:               o.uris("ruf"),
		FailureOptions:    o.failureOptions("failure_options"),
		Testing:           o.flag("testing"),
		Percent:           o.number("percent", 0, 100),
		ReportInterval:    o.number("report_interval", 1, maxInterval),
		PSD:               o.choice("psd", "y", "n", "u"),
		Unknown:           o.unknownTags("unknown_tags"),
	}
	if len(r.problems) > 0 {
		return ""
	}
	return record.String()
}

// dmarcFaults are the findings by which a record is malformed. D20 is about a
// domain that calls itself a public suffix, which a registry is.
func dmarcFaults(text string) []advice.Finding { return faults(dmarc.Check(text), "D20") }

func (o object) policy(name string) dmarc.Policy {
	return dmarc.Policy(o.choice(name, policies()...))
}

func policies() []string {
	return []string{string(dmarc.None), string(dmarc.Quarantine), string(dmarc.Reject)}
}

func (o object) alignment(name string) dmarc.Alignment {
	if o.choice(name, relaxed, strict) == strict {
		return dmarc.Strict
	}
	return dmarc.Relaxed
}

// uris are report addresses.
func (o object) uris(name string) []string {
	return o.texts(name, func(text string) (what, fix string) {
		// Either would end the address or the tag (RFC 9989 section 4.8).
		if at := strings.IndexAny(text, ",;"); at >= 0 {
			return fmt.Sprintf("found %q in %q", text[at:at+1], excerpt(text)),
				fmt.Sprintf("write each address as an element of its own, and %%%02X for the character itself", text[at])
		}
		if text == "" {
			return "found an empty string", "write an address such as mailto:dmarc@example.org, or delete it"
		}
		if found := dmarcFaults("v=DMARC1; p=none; " + name + "=" + text); len(found) > 0 {
			return said(found[0]), found[0].Fix
		}
		return "", ""
	})
}

// failureOptions are each of the four at most once (RFC 9989 section 4.8).
func (o object) failureOptions(name string) []string {
	left := []string{"0", "1", "d", "s"}
	return o.texts(name, func(option string) (what, fix string) {
		at := slices.Index(left, option)
		if at < 0 {
			return fmt.Sprintf("found %q", excerpt(option)), `write each of "0", "1", "d" and "s" at most once`
		}
		left = slices.Delete(left, at, at+1)
		return "", ""
	})
}

// unknownTags are what a receiver sets aside because it does not know it.
func (o object) unknownTags(name string) []dmarc.Tag {
	value, ok := o.get(name, "a map of strings", tftypes.Map{}, tftypes.Object{})
	if !ok {
		return nil
	}
	tags := object{reader: o.reader, where: o.member(name), members: as[map[string]tftypes.Value](value)}
	var out []dmarc.Tag
	for _, name := range slices.Sorted(maps.Keys(tags.members)) {
		text := tags.text(name)
		if text == nil {
			continue
		}
		tag := dmarc.Tag{Name: name, Value: *text}
		if what, fix := unknownTag(tag); what != "" {
			o.reader.add(tags.member(name), what, fix)
		}
		out = append(out, tag)
	}
	return out
}

// unknownTag says what is wrong with a tag that DMARC is not to know. The
// grammar tells which ones it does know.
func unknownTag(tag dmarc.Tag) (what, fix string) {
	if !taglist.ValidName(tag.Name) {
		return "it is not a tag name", "write a letter, then letters, digits and underscores"
	}
	if !taglist.ValidValue(tag.Value, "") || strings.TrimSpace(tag.Value) != tag.Value {
		return fmt.Sprintf("found %q", excerpt(tag.Value)), "write printable ASCII without semicolons, and without spaces around it"
	}
	record, err := dmarc.Parse("v=DMARC1; p=none; " + tag.Name + "=" + tag.Value)
	if err != nil || !slices.Equal(record.Unknown, []dmarc.Tag{tag}) {
		return "DMARC knows this tag", "write the member for it"
	}
	return "", ""
}
