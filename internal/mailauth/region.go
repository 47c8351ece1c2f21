package mailauth

import "strings"

// Partition is the part of AWS that a region belongs to, as ARNs name it.
// Accounts, credentials and replicas of keys end at its border. Regions are told
// by their prefix (AWS General Reference, "Amazon Resource Names"), since there
// are new ones every year.
func Partition(region string) string {
	switch {
	case strings.HasPrefix(region, "us-gov-"):
		return "aws-us-gov"
	case strings.HasPrefix(region, "cn-"):
		return "aws-cn"
	case strings.HasPrefix(region, "eusc-"):
		return "aws-eusc"
	case strings.HasPrefix(region, "us-iso-"):
		return "aws-iso"
	case strings.HasPrefix(region, "us-isob-"):
		return "aws-iso-b"
	case strings.HasPrefix(region, "us-isof-"), strings.HasPrefix(region, "eu-isoe-"):
		return "aws-iso-" + region[6:7]
	}
	return "aws"
}

// MailFromRegion is the region whose bounces an MX record receives, empty for
// one that is not SES's. It is the inverse of MailFromMXText, whatever the
// preference.
func MailFromRegion(mx string) string {
	_, host, found := strings.Cut(mx, " ")
	region, ses := strings.CutPrefix(strings.ToLower(host), "feedback-smtp.")
	region, also := strings.CutSuffix(strings.TrimSuffix(region, "."), ".amazonses.com")
	if !found || !ses || !also || strings.Contains(region, ".") {
		return ""
	}
	return region
}
