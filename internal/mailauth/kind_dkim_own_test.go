package mailauth

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

func TestOwnKeyRecords(t *testing.T) {
	t.Parallel()
	const text = "v=DKIM1; k=rsa; p=AAAA"
	for name, tc := range map[string]struct {
		dkim DKIM
		want []string
	}{
		"the public key stands under the selector, and no CNAME":    {DKIM{Selector: "s1", PublicKey: text}, []string{"dkim s1._domainkey.example.org TXT " + text}},
		"selectors are names, which have no capitals":               {DKIM{Selector: "S1", PublicKey: text}, []string{"dkim s1._domainkey.example.org TXT " + text}},
		"a key that is not known yet leaves the record open":        {DKIM{Selector: "s1"}, nil},
		"what SES says of tokens is of no meaning to one's own key": {DKIM{Selector: "s1", PublicKey: text, ParentRegion: ""}, []string{"dkim s1._domainkey.example.org TXT " + text}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			spec := plain()
			spec.DKIM, spec.MailFrom.Enabled, spec.DMARC.Enabled = tc.dkim, false, false
			if diff := cmp.Diff(tc.want, lines(Records(spec, Facts{Tokens: []string{"s1"}}))); diff != "" {
				t.Error(diff)
			}
			if kinds := Kinds(spec); len(kinds) != 1 || kinds[0] != DKIMKey || !kinds[0].Known() {
				t.Errorf("the kinds are %v, want dkim", kinds)
			}
			if origin := spec.DKIM.Origin(); origin != "EXTERNAL" {
				t.Errorf("the origin is %s", origin)
			}
		})
	}
}

// TestSeenBySES has a row for each record of a bundle.
func TestSeenBySES(t *testing.T) {
	t.Parallel()
	for key, want := range map[rr.Key]bool{
		{Name: "aaa._domainkey.example.org", Type: rr.CNAME}: true,
		{Name: "s1._domainkey.example.org", Type: rr.TXT}:    true,
		{Name: "mail.example.org", Type: rr.MX}:              true,
		{Name: "mail.example.org", Type: rr.TXT}:             false,
		{Name: "_dmarc.example.org", Type: rr.TXT}:           false,
	} {
		if got := SeenBySES(key); got != want {
			t.Errorf("SES looks at %s: %t, want %t", key, got, want)
		}
	}
}

func TestOwnKeysAreEqualByTheirKey(t *testing.T) {
	t.Parallel()
	const key = "MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAKJ2lzDLZ8XlVambQfMXn3LRGKOD5o6lMIgulclWjZwP56LRqdg5ZX15bhc/GsvW8xW/R5Sh1NnkJNyL/cqY1a8CAwEAAQ=="
	for b, want := range map[string]bool{
		"k=rsa; p=" + key:                   true,
		"v=DKIM1;p=" + key + ";":            true,
		"v=DKIM1; k=rsa; t=y; p=" + key:     false,
		"v=DKIM1; k=rsa; p=":                false,
		"google-site-verification=whatever": false,
	} {
		if got := DKIMKey.Equal("v=DKIM1; k=rsa; p="+key, b); got != want {
			t.Errorf("equal to %q: %t, want %t", b, got, want)
		}
	}
}
