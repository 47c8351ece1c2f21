package drift

import (
	"slices"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
)

func TestFindOfAReplica(t *testing.T) {
	t.Parallel()
	spec := left()
	spec.DKIM = mailauth.DKIM{SigningEnabled: true, ParentRegion: "us-east-1"}
	const origin = "AWS_SES_US_EAST_1"
	for name, tc := range map[string]struct {
		tamper func(*Found)
		want   []string
	}{
		"as it was left there is nothing":                 {func(*Found) {}, nil},
		"its parent's key length is none of its business": {func(f *Found) { f.DKIM.KeyLength = "RSA_1024_BIT" }, nil},
		"another TTL of a borrowed record is none": {func(f *Found) {
			r := f.Records[mailauth.DKIM1]
			r.TTL = 60
			f.Records[mailauth.DKIM1] = r
		}, nil},
		"a rotation of its parent is none, where the records follow": {func(f *Found) {
			f.DKIM.Tokens = []string{"ddd", "eee", "fff"}
			for _, r := range mailauth.Records(spec, mailauth.Facts{Tokens: f.DKIM.Tokens, SigningHostedZone: facts.SigningHostedZone}) {
				f.Records[r.Kind] = Record{Key: r.Key, TTL: r.TTL, Values: []string{r.Text}}
			}
		}, nil},
		"a borrowed record that is missing is found":  {func(f *Found) { publish(f, mailauth.DKIM2) }, []string{`records["dkim_2"]`}},
		"keys of its own are found":                   {func(f *Found) { f.DKIM.Origin = "AWS_SES" }, []string{"dkim.origin"}},
		"another parent is found":                     {func(f *Found) { f.DKIM.Origin = "AWS_SES_EU_WEST_1" }, []string{"dkim.origin"}},
		"a key that was brought to SES is found":      {func(f *Found) { f.DKIM.Origin = "EXTERNAL" }, []string{"dkim.origin"}},
		"signing that was switched off is found here": {func(f *Found) { f.DKIM.SigningEnabled = false }, []string{"dkim.signing_enabled"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found := standing(spec)
			found.DKIM.Origin = origin
			tc.tamper(&found)
			var got []string
			for _, d := range Find(spec, facts, found) {
				got = append(got, d.Path)
			}
			if !slices.Equal(got, tc.want) {
				t.Errorf("found %q, want %q", got, tc.want)
			}
		})
	}
}
