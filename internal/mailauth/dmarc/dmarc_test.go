package dmarc

import "testing"

func TestQuick(t *testing.T) {
	for _, s := range []string{"v=DMARC1; p=none", "v=dmarc1; p=none", "v=DMARC1; p=monitr; rua=dmarc@example.com; adkim=strict; fo=0,d; pct=50; rau=x; sp;; p=none", "v=DMARC1\\;\u00a0p=none"} {
		r, err := Parse(s)
		t.Log(s, "→", r, err)
		for _, f := range Check(s) {
			t.Log(f.Severity, f.Rule, f.Column, f.Summary, "|", f.Detail, "|", f.Fix)
		}
	}
	for _, f := range CheckPublished("a.b.c.d.e.f.mail.Example.co.uk.", "v=DMARC1; p=reject; sp=none; rua=mailto:a@Other.example.net,mailto:b@example.co.uk") {
		t.Log(f.Severity, f.Rule, f.Column, f.Summary, "|", f.Detail, "|", f.Fix)
	}
}
