package drift

import (
	"strings"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
)

const keyText = "v=DKIM1; k=rsa; p=MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAKJ2lzDLZ8XlVambQfMXn3LRGKOD5o6lMIgulclWjZwP56LRqdg5ZX15bhc/GsvW8xW/R5Sh1NnkJNyL/cqY1a8CAwEAAQ=="

// ownKeyed is a domain that signs with a key of the user's own, and the world in
// which it does.
func ownKeyed() (mailauth.Spec, Found) {
	spec := left()
	spec.DKIM = mailauth.DKIM{SigningEnabled: true, Selector: "s1", PublicKey: keyText}
	found := standing(spec)
	found.DKIM = DKIM{SigningEnabled: true, Origin: "EXTERNAL", Status: "SUCCESS", Tokens: []string{"s1"}}
	return spec, found
}

func TestOwnKey(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		tamper       func(*Found)
		path, effect string
	}{
		"all as it was":                      {func(*Found) {}, "", ""},
		"a selector in capitals is the same": {func(f *Found) { f.DKIM.Tokens = []string{"S1"} }, "", ""},
		"a key in other words is the same":   {func(f *Found) { publish(f, mailauth.DKIMKey, strings.ReplaceAll(keyText, "; ", ";")) }, "", ""},
		"Easy DKIM in its place":             {func(f *Found) { f.DKIM.Origin, f.DKIM.Tokens = "AWS_SES", facts.Tokens }, "dkim.origin", "other selectors"},
		"another selector":                   {func(f *Found) { f.DKIM.Tokens = []string{"stray"} }, "dkim.selector", "the signature fails"},
		"no selector at all":                 {func(f *Found) { f.DKIM.Tokens = nil }, "dkim.selector", "the signature fails"},
		"the record is gone":                 {func(f *Found) { publish(f, mailauth.DKIMKey) }, `records["dkim"]`, "its signature fails"},
		"the record is of another key":       {func(f *Found) { publish(f, mailauth.DKIMKey, "v=DKIM1; p=AAAA") }, `records["dkim"]`, "its signature fails"},
		"two keys under the selector":        {func(f *Found) { publish(f, mailauth.DKIMKey, keyText, "v=DKIM1; p=AAAA") }, `records["dkim"]`, "undefined"},
		"SES has given up":                   {func(f *Found) { f.DKIM.Status = "FAILED" }, "dkim.status", "is not signed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			spec, found := ownKeyed()
			tc.tamper(&found)
			got := Find(spec, mailauth.Facts{}, found)
			switch {
			case tc.path == "":
				if len(got) != 0 {
					t.Errorf("got %+v, want no difference", got)
				}
			case len(got) != 1 || got[0].Path != tc.path || !strings.Contains(got[0].Effect, tc.effect):
				t.Errorf("got %+v, want one at %s with %q", got, tc.path, tc.effect)
			}
		})
	}
}

// TestUnknownKey: after an import only what is published tells of the key.
func TestUnknownKey(t *testing.T) {
	t.Parallel()
	spec, found := ownKeyed()
	spec.DKIM.PublicKey = ""
	if got := Find(spec, mailauth.Facts{}, found); len(got) != 0 {
		t.Errorf("got %+v of a key that is published", got)
	}
	publish(&found, mailauth.DKIMKey)
	got := Find(spec, mailauth.Facts{}, found)
	if len(got) != 1 || got[0].Path != `records["dkim"]` || got[0].What != "TXT s1._domainkey.example.org is missing" {
		t.Errorf("got %+v of a key that is not published", got)
	}
	found.Records = nil
	if got := Find(spec, mailauth.Facts{}, found); len(got) != 0 {
		t.Errorf("got %+v where DNS is managed elsewhere", got)
	}
}

// TestOwnKeyJudged: a key that nobody finds does not carry DMARC.
func TestOwnKeyJudged(t *testing.T) {
	t.Parallel()
	for name, tamper := range map[string]func(*Found){
		"the record is gone":     func(f *Found) { publish(f, mailauth.DKIMKey) },
		"SES uses another key":   func(f *Found) { f.DKIM.Tokens = []string{"stray"} },
		"SES uses its own again": func(f *Found) { f.DKIM.Origin, f.DKIM.Tokens = "AWS_SES", facts.Tokens },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			spec, found := ownKeyed()
			tamper(&found)
			found.MailFrom = MailFrom{}
			for _, d := range Find(spec, mailauth.Facts{}, found) {
				if d.Path == "mail_from.enabled" && !strings.Contains(d.Effect, "DMARC fails, and with p=reject it is refused") {
					t.Errorf("the effect is %q", d.Effect)
				}
			}
		})
	}
}
