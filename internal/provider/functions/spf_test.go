package functions_test

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/spf"
)

func TestSPFParse(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ text, want string }{
		"a record without terms is valid (RFC 7208 section 4.5)": {"v=spf1", `{
			"record": "v=spf1", "mechanisms": [], "modifiers": [], "lookups": 0}`},
		"each mechanism has its qualifier, argument, lengths and place": {"v=spf1  +MX/24//64 a:mail.Example.org. ip4:192.0.2.1/24 ip6:2001:db8:0::1 ?ptr -exists:%{i}.example.org ~all", `{
			"record": "v=spf1 mx/24//64 a:mail.Example.org ip4:192.0.2.1/24 ip6:2001:db8::1 ?ptr -exists:%{i}.example.org ~all",
			"mechanisms": [
				{"qualifier": "+", "name": "mx", "value": null, "prefix_ip4": 24, "prefix_ip6": 64, "column": 9, "text": "+MX/24//64"},
				{"qualifier": "+", "name": "a", "value": "mail.Example.org", "prefix_ip4": null, "prefix_ip6": null, "column": 20, "text": "a:mail.Example.org."},
				{"qualifier": "+", "name": "ip4", "value": "192.0.2.1/24", "prefix_ip4": null, "prefix_ip6": null, "column": 40, "text": "ip4:192.0.2.1/24"},
				{"qualifier": "+", "name": "ip6", "value": "2001:db8::1", "prefix_ip4": null, "prefix_ip6": null, "column": 57, "text": "ip6:2001:db8:0::1"},
				{"qualifier": "?", "name": "ptr", "value": null, "prefix_ip4": null, "prefix_ip6": null, "column": 75, "text": "?ptr"},
				{"qualifier": "-", "name": "exists", "value": "%{i}.example.org", "prefix_ip4": null, "prefix_ip6": null, "column": 80, "text": "-exists:%{i}.example.org"},
				{"qualifier": "~", "name": "all", "value": null, "prefix_ip4": null, "prefix_ip6": null, "column": 105, "text": "~all"}],
			"modifiers": [], "lookups": 4}`},
		"modifiers are listed apart, unknown ones too (RFC 7208 section 6)": {"v=spf1 Redirect=_spf.example.org foo= mx", `{
			"record": "v=spf1 redirect=_spf.example.org foo= mx",
			"mechanisms": [{"qualifier": "+", "name": "mx", "value": null, "prefix_ip4": null, "prefix_ip6": null, "column": 39, "text": "mx"}],
			"modifiers": [
				{"name": "redirect", "value": "_spf.example.org", "column": 8, "text": "Redirect=_spf.example.org"},
				{"name": "foo", "value": "", "column": 34, "text": "foo="}],
			"lookups": 2}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want(t, tc.want, "spf_parse", text(tc.text))
		})
	}
}

func TestSPFParse_refuses(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ text, want string }{
		"nothing":                     {"", `column 1: a text that does not start with v=spf1, found "" (RFC 7208 section 4.5). To fix: write a record, such as "v=spf1 include:amazonses.com ~all"`},
		"a slip, with what was meant": {"v=spf1 ipv4:192.0.2.1 -all", `column 8: an unknown mechanism, found "ipv4:192.0.2.1" (RFC 7208 section 4.6.1). To fix: write "ip4:192.0.2.1" if that is what is meant`},
		"every fault, each by its place": {"v=spf1 include: a:foo -all", "2 problems.\n\n" +
			"column 8: include without a domain, found \"include:\" (RFC 7208 section 5.2). To fix: write a domain after the colon: \"include:example.com\".\n\n" +
			"column 19: a domain of a single label, found \"foo\" (RFC 7208 section 7.1). To fix: write a full domain name such as example.com"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantRefused(t, 0, tc.want, "spf_parse", text(tc.text))
		})
	}
}

func TestSPFRender(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ object, want string }{
		"members may be absent":                      {`{}`, "v=spf1"},
		"members may be null":                        {`{"mechanisms": null, "modifiers": [{"name": "foo", "value": null}], "lookups": null}`, "v=spf1 foo="},
		"the qualifier is pass unless it is written": {`{"mechanisms": [{"name": "include", "value": "amazonses.com"}, {"name": "all", "qualifier": "~"}]}`, "v=spf1 include:amazonses.com ~all"},
		"prefix lengths are numbers":                 {`{"mechanisms": [{"name": "mx", "prefix_ip4": 24, "prefix_ip6": 64}, {"name": "a", "value": "example.org", "prefix_ip6": 48}]}`, "v=spf1 mx/24//64 a:example.org//48"},
		"modifiers stand behind mechanisms":          {`{"modifiers": [{"name": "redirect", "value": "example.org"}], "mechanisms": [{"name": "mx"}]}`, "v=spf1 mx redirect=example.org"},
		"what only a parsed record has is ignored":   {`{"record": "v=spf1 -all", "lookups": 7, "mechanisms": [{"name": "mx", "column": 3, "text": "a"}]}`, "v=spf1 mx"},
		"the text is the canonical one":              {`{"mechanisms": [{"name": "ip4", "value": "192.0.2.1/32"}, {"name": "a", "value": "example.org.", "prefix_ip4": 32}]}`, "v=spf1 ip4:192.0.2.1 a:example.org"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want(t, `"`+tc.want+`"`, "spf_render", written(t, tc.object))
		})
	}
}

func TestSPFRender_refuses(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ object, want string }{
		"what is no object": {`"v=spf1"`, `found the string "v=spf1". To fix: write an object with members out of mechanisms, modifiers, lookups, record`},
		"a member that it does not know, with those it knows": {`{"mechanism": []}`, `mechanism: there is no such member. To fix: write mechanisms, or delete it; the members are mechanisms, modifiers, lookups, record`},
		"a member of a mechanism likewise":                    {`{"mechanisms": [{"name": "mx", "domain": "x"}]}`, `mechanisms[0].domain: there is no such member. To fix: delete it; the members are qualifier, name, value, prefix_ip4, prefix_ip6, column, text`},
		"types, by what is expected": {`{"mechanisms": {"name": "mx"}, "modifiers": [1]}`, "2 problems.\n\n" +
			"mechanisms: found an object. To fix: write a list of objects.\n\n" +
			"modifiers[0]: found the number 1. To fix: write an object with members out of name, value, column, text"},
		"every malformed term, by its member": {`{"mechanisms": [{"name": "include", "value": "foo"}, {"name": "all", "value": "x"}], "modifiers": [{"name": "redirect", "value": "a.example"}, {"name": "redirect", "value": "b.example"}]}`, "3 problems.\n\n" +
			"mechanisms[0]: a domain of a single label, found \"foo\" (RFC 7208 section 7.1). To fix: write a full domain name such as example.com.\n\n" +
			"mechanisms[1]: all with an argument, which it does not take, found \":x\" (RFC 7208 section 5.1). To fix: write \"all\".\n\n" +
			"modifiers[1]: a second redirect modifier, found \"redirect=b.example\" (RFC 7208 section 6). To fix: keep one redirect= and remove the others"},
		"a name that is missing":                      {`{"mechanisms": [{"value": "x"}]}`, `mechanisms[0].name: it is missing. To fix: write "all", "include", "a", "mx", "ptr", "ip4", "ip6" or "exists"`},
		"a name that does not exist":                  {`{"mechanisms": [{"name": "includes"}]}`, `mechanisms[0].name: found "includes". To fix: write "include"`},
		"a qualifier in words":                        {`{"mechanisms": [{"name": "all", "qualifier": "softfail"}]}`, `mechanisms[0].qualifier: found "softfail". To fix: write "+", "?", "~" or "-"`},
		"a prefix length out of range":                {`{"mechanisms": [{"name": "mx", "prefix_ip4": 33}]}`, `mechanisms[0].prefix_ip4: found 33. To fix: write a whole number from 0 to 32`},
		"a prefix length that is a string":            {`{"mechanisms": [{"name": "mx", "prefix_ip6": "64"}]}`, `mechanisms[0].prefix_ip6: found the string "64". To fix: write a whole number from 0 to 128`},
		"a value that smuggles a second term in":      {`{"mechanisms": [{"name": "include", "value": "a.example +all"}]}`, `mechanisms[0].value: found a space in "a.example +all". To fix: write one element of the list for each term`},
		"a modifier's name that makes it a mechanism": {`{"modifiers": [{"name": "a:b.com/", "value": "c.example"}]}`, `modifiers[0]: "a:b.com/=c.example" is no a:b.com/. To fix: write the name alone as name, and what follows it as value`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantRefused(t, 0, tc.want, "spf_render", written(t, tc.object))
		})
	}
}

// texts is the variadic argument.
func texts(list ...string) attr.Value {
	elements, kinds := []attr.Value{}, []attr.Type{}
	for _, s := range list {
		elements, kinds = append(elements, text(s)), append(kinds, types.StringType)
	}
	return types.TupleValueMust(kinds, elements)
}

func TestSPFMerge(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		base   string
		others []string
		want   string
	}{
		"one record is itself":                      {"v=spf1 MX ~all", nil, "v=spf1 mx ~all"},
		"senders are added, each once":              {"v=spf1 mx include:a.example ~all", []string{"v=spf1 include:A.example include:b.example -all"}, "v=spf1 mx include:a.example include:b.example ~all"},
		"the first record's qualifiers stand":       {"v=spf1 ?mx ~all", []string{"v=spf1 mx -all"}, "v=spf1 ?mx ~all"},
		"a stricter ending is written as the first": {"v=spf1 -all", []string{"v=spf1 mx ~all", "v=spf1 a ?all"}, "v=spf1 mx a -all"},
		"a redirect of another becomes an include":  {"v=spf1 mx ~all", []string{"v=spf1 redirect=a.example"}, "v=spf1 mx include:a.example ~all"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want(t, `"`+tc.want+`"`, "spf_merge", text(tc.base), texts(tc.others...))
		})
	}
}

func TestSPFMerge_refuses(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		argument int64
		base     string
		others   []string
		want     string
	}{
		"the first record": {0, "v=spf1 mxx", []string{"v=spf1"}, `record 1, column 8: an unknown mechanism, found "mxx" (RFC 7208 section 4.6.1). To fix: write "mx" if that is what is meant`},
		"a later record, by its number and as its own argument": {2, "v=spf1", []string{"v=spf1 mx", "spf1 mx"}, `record 3, column 1: a text that does not start with v=spf1, found "spf1 mx" (RFC 7208 section 4.5). To fix: start the text with v=spf1 and a space`},
		"several records at once": {1, "v=spf1", []string{"v=spf1 mxx", "v=spf1 -", "v=spf1"}, "2 problems.\n\n" +
			"record 2, column 8: an unknown mechanism, found \"mxx\" (RFC 7208 section 4.6.1). To fix: write \"mx\" if that is what is meant.\n\n" +
			"record 3, column 8: a qualifier without a mechanism, found \"-\" (RFC 7208 section 4.6.1). To fix: write it right before the mechanism, without a space: \"-all\""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantRefused(t, tc.argument, tc.want, "spf_merge", text(tc.base), texts(tc.others...))
		})
	}
}

// FuzzSPF: a record that is taken apart and put together means the same, and
// what one function accepts and says the other does.
func FuzzSPF(f *testing.F) {
	for _, s := range []string{
		"v=spf1", "v=spf1 include:amazonses.com ~all", "V=SPF1 MX A:Example.COM./24//64 -ALL", "v=spf1 redirect=%{d}.x.org mx exp=e.%{d}",
		"v=spf1 ip4:192.0.2.1/24 ip6:2001:DB8::1/32 ip6:::ffff:192.0.2.1 ?all", "v=spf1 exists:%{ir}.%{L2r+-}._spf.%{d2} redirect=%{d}.x.org",
		"v=spf1 a:foo:bar/baz.example.com//0 mx/0 ptr ptr:%{p}", "v=spf1 exp=e.%{d} ra=Postmaster foo=%%%_%-%{t} -all a:example.org",
		"v=spf1 a:%{d} a:%{D} all/8", "v=spf1 foo= foo= bar=a/24 mx//128 a/32",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		parsed, refused := call(t, "spf_parse", text(s))
		if _, err := spf.Parse(s); (err != nil) != (refused != nil) {
			t.Fatalf("%q: the grammar says %v, the function %v", s, err, refused)
		}
		if refused != nil {
			return
		}
		rendered, err := call(t, "spf_render", types.DynamicValue(parsed))
		if err != nil {
			t.Fatalf("%q: %s", s, err.Text)
		}
		if again, ok := plain(t, rendered).(string); !ok || !spf.Equal(s, again) {
			t.Errorf("%q is rendered as %q", s, again)
		}
	})
}
