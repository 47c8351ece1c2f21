package mailauth

import (
	"slices"
	"testing"
)

// plain is a bundle with nothing but defaults.
func plain() Spec {
	return Spec{
		Domain:   "example.org",
		Region:   "eu-west-1",
		TTL:      300,
		DKIM:     DKIM{SigningEnabled: true, KeyLength: "RSA_2048_BIT"},
		MailFrom: MailFrom{Enabled: true, Domain: "mail.example.org", BehaviorOnMXFailure: "USE_DEFAULT_VALUE", SPF: DefaultMailFromSPF},
		DMARC:    DMARC{Enabled: true, Text: "v=DMARC1; p=none"},
	}
}

func TestAdvice(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		change func(*Spec)
		rules  []string
	}{
		"defaults need no advice":                          {func(*Spec) {}, nil},
		"a short key is weak":                              {func(s *Spec) { s.DKIM.KeyLength = "RSA_1024_BIT" }, []string{"M08"}},
		"enforcement without a signature is refused":       {func(s *Spec) { s.DKIM.SigningEnabled = false; s.DMARC.Text = "v=DMARC1; p=reject" }, []string{"D16"}},
		"no signature under p=none is the user's choice":   {func(s *Spec) { s.DKIM.SigningEnabled = false }, nil},
		"strict SPF never aligns":                          {func(s *Spec) { s.DMARC.Text = "v=DMARC1; p=none; aspf=s" }, []string{"M05"}},
		"strict DKIM fails subdomains":                     {func(s *Spec) { s.DMARC.Text = "v=DMARC1; p=none; adkim=s" }, []string{"M06"}},
		"neither signature nor MAIL FROM aligns nothing":   {func(s *Spec) { s.DKIM.SigningEnabled = false; s.MailFrom.Enabled = false }, []string{"M07"}},
		"strict SPF without a signature aligns nothing":    {func(s *Spec) { s.DKIM.SigningEnabled = false; s.DMARC.Text = "v=DMARC1; p=none; aspf=s" }, []string{"M05", "M07"}},
		"reports to another organisation need its consent": {func(s *Spec) { s.DMARC.Text = "v=DMARC1; p=none; rua=mailto:d@reports.example.net" }, []string{"D14"}},
		"a record that includes itself never ends":         {func(s *Spec) { s.SPF = "v=spf1 include:example.org ~all" }, []string{"S11"}},
		"a DMARC record that is off is not judged":         {func(s *Spec) { s.DMARC = DMARC{Text: "v=DMARC1; p=none; aspf=s"} }, nil},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			spec := plain()
			tc.change(&spec)
			var rules []string
			for _, f := range Advice(spec) {
				rules = append(rules, f.Rule)
				if f.Path == "" || f.Summary == "" || f.Detail == "" || f.Fix == "" {
					t.Errorf("finding without path, summary, detail or remedy: %+v", f)
				}
			}
			if !slices.Equal(rules, tc.rules) {
				t.Errorf("got %q, want %q", rules, tc.rules)
			}
		})
	}
}

func TestAdviceOnChange(t *testing.T) {
	t.Parallel()
	with := func(text string) Spec { s := plain(); s.DMARC.Text = text; return s }
	tests := map[string]struct {
		before, after Spec
		warned        bool
	}{
		"reject at once is sudden":            {Spec{}, with("v=DMARC1; p=reject"), true},
		"reject after none is sudden":         {with("v=DMARC1; p=none"), with("v=DMARC1; p=reject"), true},
		"reject after quarantine is the way":  {with("v=DMARC1; p=quarantine"), with("v=DMARC1; p=reject"), false},
		"reject that stays is old news":       {with("v=DMARC1; p=reject"), with("v=DMARC1; p=reject; adkim=s"), false},
		"quarantine at once is not looked at": {Spec{}, with("v=DMARC1; p=quarantine"), false},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := len(AdviceOnChange(tc.before, tc.after)) > 0; got != tc.warned {
				t.Errorf("warned = %v, want %v", got, tc.warned)
			}
		})
	}
}
