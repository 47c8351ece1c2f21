package mailauth

import (
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// TestAlign holds the whole matrix of From domain, envelope sender and modes.
func TestAlign(t *testing.T) {
	t.Parallel()
	const relaxed, strictSPF, strictDKIM, strict = "", "; aspf=s", "; adkim=s", "; adkim=s; aspf=s"
	both, dkim, spf, neither := Alignment{true, true}, Alignment{false, true}, Alignment{true, false}, Alignment{}
	tests := map[string]struct {
		from      rr.Name
		mxMissing bool
		want      map[string]Alignment
	}{
		"From the identity": {"example.com", false,
			map[string]Alignment{relaxed: both, strictSPF: dkim, strictDKIM: both, strict: dkim}},
		"From the identity, MX missing": {"example.com", true,
			map[string]Alignment{relaxed: dkim, strictSPF: dkim, strictDKIM: dkim, strict: dkim}},
		"From a subdomain": {"news.example.com", false,
			map[string]Alignment{relaxed: both, strictSPF: dkim, strictDKIM: spf, strict: neither}},
		"From a subdomain, MX missing": {"news.example.com", true,
			map[string]Alignment{relaxed: dkim, strictSPF: dkim, strictDKIM: neither, strict: neither}},
		"From the MAIL FROM domain": {"bounce.example.com", false,
			map[string]Alignment{relaxed: both, strictSPF: both, strictDKIM: spf, strict: spf}},
		"From the MAIL FROM domain, MX missing": {"bounce.example.com", true,
			map[string]Alignment{relaxed: dkim, strictSPF: dkim, strictDKIM: neither, strict: neither}},
	}
	for name, tc := range tests {
		for modes, want := range tc.want {
			t.Run(name+modes, func(t *testing.T) {
				t.Parallel()
				spec := Spec{
					Domain:   "example.com",
					DKIM:     DKIM{SigningEnabled: true},
					MailFrom: MailFrom{Enabled: true, Domain: "bounce.example.com"},
					DMARC:    DMARC{Enabled: true, Text: "v=DMARC1; p=reject" + modes},
				}
				if got := Align(spec, tc.from, tc.mxMissing); got != want {
					t.Errorf("got %+v, want %+v", got, want)
				}
			})
		}
	}
}
