package functions_test

import (
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/advice"
	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/dmarc"
)

func TestDMARCParse(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ text, want string }{
		"what is absent is null, or the default that is in force": {"v=DMARC1; p=none", `{
			"record": "v=DMARC1; p=none", "policy": "none", "subdomain_policy": null, "nonexistent_subdomain_policy": null,
			"alignment_dkim": "relaxed", "alignment_spf": "relaxed", "rua": null, "ruf": null, "failure_options": null,
			"testing": false, "percent": null, "report_interval": null, "psd": null, "unknown_tags": null}`},
		"every tag has its member": {"v=DMARC1;p=Reject;sp=quarantine;np=none;adkim=s;aspf=S;rua=mailto:b@example.org,mailto:a@example.org!10m;ruf=mailto:c@example.org;fo=1:d;t=y;pct=50;ri=3600;rf=afrf;psd=n;abc=x y;Zed=1;", `{
			"record": "v=DMARC1; p=reject; sp=quarantine; np=none; adkim=s; aspf=s; fo=1:d; rua=mailto:b@example.org,mailto:a@example.org!10m; ruf=mailto:c@example.org; psd=n; t=y; pct=50; ri=3600; Zed=1; abc=x y",
			"policy": "reject", "subdomain_policy": "quarantine", "nonexistent_subdomain_policy": "none",
			"alignment_dkim": "strict", "alignment_spf": "strict",
			"rua": ["mailto:b@example.org", "mailto:a@example.org!10m"], "ruf": ["mailto:c@example.org"], "failure_options": ["1", "d"],
			"testing": true, "percent": 50, "report_interval": 3600, "psd": "n", "unknown_tags": {"Zed": "1", "abc": "x y"}}`},
		"without a policy, reports make it none (RFC 9989 section 4.10.1)": {"v=DMARC1; rua=mailto:a@example.org", `{
			"record": "v=DMARC1; p=none; rua=mailto:a@example.org", "policy": "none", "subdomain_policy": null, "nonexistent_subdomain_policy": null,
			"alignment_dkim": "relaxed", "alignment_spf": "relaxed", "rua": ["mailto:a@example.org"], "ruf": null, "failure_options": null,
			"testing": false, "percent": null, "report_interval": null, "psd": null, "unknown_tags": null}`},
		"a registry may call itself a public suffix": {"v=DMARC1; p=reject; psd=y", `{
			"record": "v=DMARC1; p=reject; psd=y", "policy": "reject", "subdomain_policy": null, "nonexistent_subdomain_policy": null,
			"alignment_dkim": "relaxed", "alignment_spf": "relaxed", "rua": null, "ruf": null, "failure_options": null,
			"testing": false, "percent": null, "report_interval": null, "psd": "y", "unknown_tags": null}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want(t, tc.want, "dmarc_parse", text(tc.text))
		})
	}
}

func TestDMARCParse_refuses(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ text, want string }{
		"another TXT value":     {"v=spf1 -all", `column 3: no DMARC version at the beginning: v has the value "spf1 -all". Receivers ignore such a record (RFC 9989 section 4.7). To fix: write v=DMARC1; there is no other version`},
		"no policy":             {"v=DMARC1", `DMARC record without a policy: there is no p tag and no valid rua, so receivers do not apply DMARC (RFC 9989 section 4.10.1). To fix: write p=none behind v=DMARC1`},
		"a slip, with the word": {"v=DMARC1; p=quarantin", `column 13: invalid DMARC policy: p has the value "quarantin"; receivers do not apply DMARC to the domain at all (RFC 9989 section 4.10.1). To fix: write p=quarantine`},
		"what receivers would drop silently, all of it": {"v=DMARC1; p=none; adkim=strict; rua=dmarc@example.org; p=none", "3 problems.\n\n" +
			"column 25: invalid value of the DMARC tag adkim: adkim has the value \"strict\"; receivers use the default adkim=r, and some drop the whole record (RFC 9989 section 4.8). To fix: write adkim=s.\n\n" +
			"column 37: invalid report address in rua: \"dmarc@example.org\" cannot receive reports: it has no scheme such as \"mailto:\". Receivers ignore it (RFC 9989 section 4.8). To fix: write mailto:dmarc@example.org.\n\n" +
			"column 56: DMARC tag written twice: \"p\" occurs before; a repeated tag invalidates the whole record (RFC 6376 section 3.2). To fix: keep one p tag"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantRefused(t, 0, tc.want, "dmarc_parse", text(tc.text))
		})
	}
}

func TestDMARCRender(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ object, want string }{
		"members may be absent":    {`{"policy": "none"}`, "v=DMARC1; p=none"},
		"members may be null":      {`{"policy": "none", "subdomain_policy": null, "rua": null, "percent": null, "testing": null, "unknown_tags": null}`, "v=DMARC1; p=none"},
		"members may be empty":     {`{"policy": "none", "rua": [], "failure_options": [], "unknown_tags": {"a": null}}`, "v=DMARC1; p=none"},
		"defaults are not written": {`{"policy": "none", "alignment_dkim": "relaxed", "alignment_spf": "relaxed", "testing": false, "psd": "u", "failure_options": ["0"]}`, "v=DMARC1; p=none"},
		"every member has its tag": {`{"policy": "reject", "subdomain_policy": "quarantine", "nonexistent_subdomain_policy": "none", "alignment_dkim": "strict", "alignment_spf": "strict",
			"rua": ["mailto:b@example.org", "mailto:a@example.org!10m"], "ruf": ["mailto:c@example.org"], "failure_options": ["1", "d"], "testing": true,
			"percent": 0, "report_interval": 3600, "psd": "n", "unknown_tags": {"b": "1", "Foo": "x"}}`,
			"v=DMARC1; p=reject; sp=quarantine; np=none; adkim=s; aspf=s; fo=1:d; rua=mailto:b@example.org,mailto:a@example.org!10m; ruf=mailto:c@example.org; psd=n; t=y; pct=0; ri=3600; Foo=x; b=1"},
		"what only a parsed record has is ignored": {`{"policy": "reject", "record": "v=DMARC1; p=none"}`, "v=DMARC1; p=reject"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want(t, `"`+tc.want+`"`, "dmarc_render", written(t, tc.object))
		})
	}
}

const dmarcNames = "the members are policy, subdomain_policy, nonexistent_subdomain_policy, alignment_dkim, alignment_spf, rua, ruf, failure_options, testing, percent, report_interval, psd, unknown_tags, record"

func TestDMARCRender_refuses(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ object, want string }{
		"an object without a policy":                          {`{}`, `policy: it is missing. To fix: write "none", "quarantine" or "reject"`},
		"a policy that is null":                               {`{"policy": null}`, `policy: it is missing. To fix: write "none", "quarantine" or "reject"`},
		"a member that it does not know, with those it knows": {`{"policy": "none", "persent": 50}`, `persent: there is no such member. To fix: write percent, or delete it; ` + dmarcNames},
		"the names of tags":                                   {`{"policy": "none", "sp": "none"}`, `sp: there is no such member. To fix: delete it; ` + dmarcNames},
		"types, by what is expected": {`{"policy": true, "rua": "mailto:a@example.org", "ruf": [1, null], "testing": "yes", "percent": "50", "unknown_tags": ["a"]}`, "7 problems.\n\n" +
			"policy: found true. To fix: write a string.\n\n" +
			"rua: found the string \"mailto:a@example.org\". To fix: write a list of strings.\n\n" +
			"ruf[0]: found the number 1. To fix: write a string.\n\nruf[1]: found null. To fix: write a string.\n\n" +
			"testing: found the string \"yes\". To fix: write true or false, without quotation marks.\n\n" +
			"percent: found the string \"50\". To fix: write a whole number from 0 to 100.\n\n" +
			"unknown_tags: found a list. To fix: write a map of strings"},
		"words, by those there are":  {`{"policy": "quarantin", "alignment_dkim": "s", "psd": "x"}`, "3 problems.\n\npolicy: found \"quarantin\". To fix: write \"quarantine\".\n\nalignment_dkim: found \"s\". To fix: write \"relaxed\" or \"strict\".\n\npsd: found \"x\". To fix: write \"y\", \"n\" or \"u\""},
		"numbers out of range":       {`{"policy": "none", "percent": 101, "report_interval": 0}`, "2 problems.\n\npercent: found 101. To fix: write a whole number from 0 to 100.\n\nreport_interval: found 0. To fix: write a whole number from 1 to 4294967295"},
		"numbers that are not whole": {`{"policy": "none", "percent": 0.5}`, "percent: found 0.5. To fix: write a whole number from 0 to 100"},
		"a report address, by its place": {`{"policy": "none", "rua": ["mailto:a@example.org", "b@example.org", ""]}`, "2 problems.\n\n" +
			"rua[1]: invalid report address in rua: \"b@example.org\" cannot receive reports: it has no scheme such as \"mailto:\". Receivers ignore it (RFC 9989 section 4.8). To fix: write mailto:b@example.org.\n\n" +
			"rua[2]: found an empty string. To fix: write an address such as mailto:dmarc@example.org, or delete it"},
		"an address that smuggles a tag in":  {`{"policy": "reject", "ruf": ["mailto:a@example.org;sp=none"]}`, `ruf[0]: found ";" in "mailto:a@example.org;sp=none". To fix: write each address as an element of its own, and %3B for the character itself`},
		"two addresses in one":               {`{"policy": "none", "rua": ["mailto:a@example.org,mailto:b@example.org"]}`, `rua[0]: found "," in "mailto:a@example.org,mailto:b@example.org". To fix: write each address as an element of its own, and %2C for the character itself`},
		"a failure option twice, or unknown": {`{"policy": "none", "failure_options": ["1", "1", "x"]}`, "2 problems.\n\nfailure_options[1]: found \"1\". To fix: write each of \"0\", \"1\", \"d\" and \"s\" at most once.\n\nfailure_options[2]: found \"x\". To fix: write each of \"0\", \"1\", \"d\" and \"s\" at most once"},
		"unknown tags that are known, or none": {`{"policy": "none", "unknown_tags": {"P": "none", "a b": "c", "d": "e;p=none", "f": 1, "g": " x"}}`, "5 problems.\n\n" +
			"unknown_tags.P: DMARC knows this tag. To fix: write the member for it.\n\n" +
			"unknown_tags.a b: it is not a tag name. To fix: write a letter, then letters, digits and underscores.\n\n" +
			"unknown_tags.d: found \"e;p=none\". To fix: write printable ASCII without semicolons, and without spaces around it.\n\n" +
			"unknown_tags.f: found the number 1. To fix: write a string.\n\n" +
			"unknown_tags.g: found \" x\". To fix: write printable ASCII without semicolons, and without spaces around it"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantRefused(t, 0, tc.want, "dmarc_render", written(t, tc.object))
		})
	}
}

// TestRender_unknown: a member that is not known yet makes the text unknown,
// even where a CLI should pass it on.
func TestRender_unknown(t *testing.T) {
	t.Parallel()
	object := types.DynamicValue(types.ObjectValueMust(map[string]attr.Type{"policy": types.StringType}, map[string]attr.Value{"policy": types.StringUnknown()}))
	for _, name := range []string{"dmarc_render", "spf_render"} {
		value, err := call(t, name, object)
		if err != nil || !value.IsUnknown() {
			t.Errorf("%s returns %v, %v, want an unknown text", name, value, err)
		}
	}
}

// FuzzDMARC: a record that is taken apart and put together means the same and
// is the text that the object itself says.
func FuzzDMARC(f *testing.F) {
	for _, s := range []string{
		"v=DMARC1; p=none", "v=DMARC1;p=Reject;sp=quarantine;np=none;adkim=s;aspf=S;fo=1:d;t=y;psd=y;Zed=1;abc=x y;",
		"v=DMARC1; rua=mailto:a@example.org", "v = DMARC1 ; p = none ; pct = 0 ; ri=0; rf=afrf", "V=DMARC1;;p=none", "v=DMARC1; p=none; ri=4294967295; fo=0:1:d:s",
		"v=DMARC1; p=none; rua=mailto:A@Example.ORG.!10m , https://example.org/x%2C; ruf=mailto:a@b.example?subject=x", "v=DMARC1; p=none; foo=; x_1=a=b",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		parsed, refused := call(t, "dmarc_parse", text(s))
		malformed := slices.DeleteFunc(advice.Errors(dmarc.Check(s)), func(f advice.Finding) bool { return f.Rule == "D20" })
		if _, err := dmarc.Parse(s); (err != nil || len(malformed) > 0) != (refused != nil) {
			t.Fatalf("%q: the grammar says %v %v, the function %v", s, err, malformed, refused)
		}
		if refused != nil {
			return
		}
		rendered, err := call(t, "dmarc_render", types.DynamicValue(parsed))
		if err != nil {
			t.Fatalf("%q: %s", s, err.Text)
		}
		again, _ := plain(t, rendered).(string)
		object, _ := plain(t, parsed).(map[string]any)
		if !dmarc.Equal(s, again) || object["record"] != again {
			t.Errorf("%q is rendered as %q, and parsed as %v", s, again, object)
		}
	})
}
