package mailauth

import "testing"

// TestRegions holds the three names that follow from a region against the tables
// of the AWS General Reference and the SES Developer Guide.
func TestRegions(t *testing.T) {
	t.Parallel()
	for region, want := range map[string]struct{ partition, zone string }{
		"eu-west-1":      {"aws", "dkim.amazonses.com"},
		"us-east-1":      {"aws", "dkim.amazonses.com"},
		"ca-west-1":      {"aws", "dkim.ca-west-1.amazonses.com"},
		"ap-southeast-7": {"aws", "dkim.amazonses.com"},
		"us-gov-west-1":  {"aws-us-gov", "dkim.amazonses.com"},
		"us-gov-east-1":  {"aws-us-gov", "dkim.us-gov-east-1.amazonses.com"},
		"cn-north-1":     {"aws-cn", "dkim.amazonses.com"},
		"eusc-de-east-1": {"aws-eusc", "dkim.amazonses.com"},
		"us-iso-east-1":  {"aws-iso", "dkim.amazonses.com"},
		"us-isob-east-1": {"aws-iso-b", "dkim.amazonses.com"},
		"us-isof-east-1": {"aws-iso-f", "dkim.amazonses.com"},
		"eu-isoe-west-1": {"aws-iso-e", "dkim.amazonses.com"},
	} {
		if got := Partition(region); got != want.partition {
			t.Errorf("%s is in %q, want %q", region, got, want.partition)
		}
		if got := DKIMZone(region); got != want.zone {
			t.Errorf("the keys of %s are in %q, want %q", region, got, want.zone)
		}
		mx := MailFromMXText(region)
		if want := "10 feedback-smtp." + region + ".amazonses.com"; mx != want {
			t.Errorf("the MX of %s is %q, want %q", region, mx, want)
		}
		if got := MailFromRegion(mx); got != region {
			t.Errorf("%q receives the bounces of %q, want %q", mx, got, region)
		}
	}
}

func TestMailFromRegion(t *testing.T) {
	t.Parallel()
	for mx, want := range map[string]string{
		"20 Feedback-SMTP.eu-west-1.amazonses.com.": "eu-west-1",
		"10 inbound-smtp.eu-west-1.amazonaws.com":   "",
		"10 feedback-smtp.eu-west-1.example.com":    "",
		"10 feedback-smtp.a.b.amazonses.com":        "",
		"10 mx.example.net":                         "",
		"":                                          "",
	} {
		if got := MailFromRegion(mx); got != want {
			t.Errorf("%q receives the bounces of %q, want %q", mx, got, want)
		}
	}
}
