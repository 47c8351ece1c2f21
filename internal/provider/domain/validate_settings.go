package domain

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/advice"
	"github.com/mailauth/terraform-provider-mailauth/internal/provider/remedy"
)

// Limits of tags (API Reference v2, Tag and TagResource).
const (
	maxTags     = 50
	maxTagKey   = 128
	maxTagValue = 256
)

// regionName is the form of a region's name; which ones there are is for AWS to
// say.
func regionName() *regexp.Regexp { return regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`) }

// tagText is what AWS takes in keys and values of tags (Tagging AWS Resources,
// "Tag naming limits and requirements").
func tagText() *regexp.Regexp { return regexp.MustCompile(`^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$`) }

// settingFindings looks at what has nothing to do with mail.
func (m model) settingFindings() []advice.Finding {
	out := timeoutFindings(m.Timeouts)
	tags := goMap(m.Tags)
	for _, key := range slices.Sorted(maps.Keys(tags)) {
		if !m.Tags.Elements()[key].IsUnknown() {
			out = append(out, tagFindings(key, tags[key])...)
		}
	}
	return out
}

func tagFindings(key, value string) []advice.Finding {
	var out []advice.Finding
	add := func(summary, detail, fix string) {
		out = append(out, advice.Finding{Rule: "T02", Severity: advice.Error, Path: "tags", Summary: summary, Detail: detail, Fix: fix})
	}
	switch n := utf8.RuneCountInString(key); {
	case n == 0:
		add("Tag without a key", fmt.Sprintf("The key of the tag with the value %q is empty.", value), "write a key of 1 to 128 characters")
	case n > maxTagKey:
		add("Long tag key", fmt.Sprintf("The key %q has %d characters; AWS takes %d.", key, n, maxTagKey), "write a shorter key")
	case strings.HasPrefix(strings.ToLower(key), "aws:"):
		add("Reserved tag key", fmt.Sprintf("The key %q begins with aws:, which AWS keeps for tags of its own.", key), "write another key")
	case !tagText().MatchString(key):
		add("Invalid tag key", fmt.Sprintf("The key %q has characters that AWS does not take.", key), "write letters, digits, spaces and _ . : / = + - @ only")
	}
	switch n := utf8.RuneCountInString(value); {
	case n > maxTagValue:
		add("Long tag value", fmt.Sprintf("The value of the tag %q has %d characters; AWS takes %d.", key, n, maxTagValue), "write a shorter value")
	case !tagText().MatchString(value):
		add("Invalid tag value", fmt.Sprintf("The value %q of the tag %q has characters that AWS does not take.", value, key), "write letters, digits, spaces and _ . : / = + - @ only")
	}
	return out
}

// tooManyTags counts the default tags of the provider in, as AWS does; diags is
// empty for what AWS takes.
func (m model) tooManyTags() diag.Diagnostics {
	n := len(m.TagsAll.Elements())
	if n <= maxTags {
		return nil
	}
	return one(diag.NewAttributeErrorDiagnostic(path.Root("tags"), "Too many tags", remedy.Detail(
		fmt.Sprintf("With the provider's default_tags there are %d tags; AWS takes %d of one identity.", n, maxTags),
		fmt.Sprintf("remove %d of them, here or in default_tags.", n-maxTags))))
}
