package mailtext

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

func TestKeepTakesTheEarlierSpellingOfTheSameMeaning(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ got, want string }{
		"SPF that means the same": {of[spfText]("v=spf1  include:amazonses.com  ~all").Keep(of[spfText]("v=spf1 include:amazonses.com ~all")).ValueString(), "v=spf1 include:amazonses.com ~all"},
		"SPF that means another":  {of[spfText]("v=spf1 -all").Keep(of[spfText]("v=spf1 ~all")).ValueString(), "v=spf1 -all"},
		"DMARC in another order":  {of[dmarcText]("v=DMARC1; p=none; adkim=s; aspf=s").Keep(of[dmarcText]("v=DMARC1; p=none; aspf=s; adkim=s")).ValueString(), "v=DMARC1; p=none; aspf=s; adkim=s"},
		"a name in capitals":      {of[nameText]("example.org").Keep(of[nameText]("Example.ORG.")).ValueString(), "Example.ORG."},
		"another name":            {of[nameText]("example.org").Keep(of[nameText]("example.net")).ValueString(), "example.org"},
		"nothing before":          {of[nameText]("example.org").Keep(Name{}).ValueString(), "example.org"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if tc.got != tc.want {
				t.Errorf("got %q, want %q", tc.got, tc.want)
			}
		})
	}
}

func TestTheFrameworkSeesTheSameMeaning(t *testing.T) {
	t.Parallel()
	same, diags := of[dmarcText]("v=DMARC1;p=none").StringSemanticEquals(t.Context(), of[dmarcText]("v=DMARC1; p=none"))
	if !same || diags.HasError() {
		t.Errorf("semantically equal = %v, %v", same, diags)
	}
	if of[dmarcText]("v=DMARC1;p=none").Equal(of[dmarcText]("v=DMARC1; p=none")) {
		t.Error("another spelling is equal to the letter")
	}
	if (Type[spfText]{}).Equal(Type[dmarcText]{}) {
		t.Error("SPF and DMARC are one type")
	}
}

func TestValuesCrossTheProtocol(t *testing.T) {
	t.Parallel()
	for name, in := range map[string]tftypes.Value{
		"text":    tftypes.NewValue(tftypes.String, "v=spf1 -all"),
		"null":    tftypes.NewValue(tftypes.String, nil),
		"unknown": tftypes.NewValue(tftypes.String, tftypes.UnknownValue),
	} {
		value, err := Type[spfText]{}.ValueFromTerraform(t.Context(), in)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if out, err := value.ToTerraformValue(t.Context()); err != nil || !out.Equal(in) {
			t.Errorf("%s came back as %v, %v", name, out, err)
		}
		if value.Type(t.Context()).String() != (Type[spfText]{}).String() {
			t.Errorf("%s has type %s", name, value.Type(t.Context()))
		}
	}
}
