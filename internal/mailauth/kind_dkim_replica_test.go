package mailauth

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestOriginNamesTheParentAndBack(t *testing.T) {
	t.Parallel()
	for region, origin := range map[string]string{
		"": "AWS_SES", "us-east-1": "AWS_SES_US_EAST_1", "ap-southeast-5": "AWS_SES_AP_SOUTHEAST_5", "us-gov-east-1": "AWS_SES_US_GOV_EAST_1",
		"xx-new-9": "AWS_SES_XX_NEW_9",
	} {
		if got := (DKIM{ParentRegion: region}).Origin(); got != origin {
			t.Errorf("the origin of %q is %q, want %q", region, got, origin)
		}
		if got := ParentRegion(origin); got != region {
			t.Errorf("the parent of %q is in %q, want %q", origin, got, region)
		}
	}
	if got := ParentRegion("EXTERNAL"); got != "" {
		t.Errorf("a key of the user's own has its parent in %q", got)
	}
}

func TestRecordsOfAReplicaAreItsParents(t *testing.T) {
	t.Parallel()
	tokens := Facts{Tokens: []string{"aaa"}}
	for name, tc := range map[string]struct {
		region, parent string
		facts          Facts
		want           string
	}{
		"the zone is the parent's where the parent has one of its own": {"eu-west-1", "eu-central-2", tokens,
			"dkim_1 aaa._domainkey.example.org CNAME aaa.dkim.eu-central-2.amazonses.com"},
		"the zone is the parent's where only the replica has one": {"eu-central-2", "eu-west-1", tokens,
			"dkim_1 aaa._domainkey.example.org CNAME aaa.dkim.amazonses.com"},
		"what SES says of the zone prevails": {"eu-west-1", "eu-central-2", Facts{Tokens: []string{"aaa"}, SigningHostedZone: "dkim.new.amazonses.com"},
			"dkim_1 aaa._domainkey.example.org CNAME aaa.dkim.new.amazonses.com"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			spec := plain()
			spec.Region, spec.DKIM.ParentRegion, spec.MailFrom.Enabled, spec.DMARC.Enabled = tc.region, tc.parent, false, false
			records := Records(spec, tc.facts)
			if diff := cmp.Diff([]string{tc.want}, lines(records)); diff != "" {
				t.Error(diff)
			}
			if own, borrowed := Own(records), Borrowed(records); len(own) != 0 || len(borrowed) != 1 {
				t.Errorf("%d are its own and %d borrowed, want 0 and 1", len(own), len(borrowed))
			}
		})
	}
}

func TestOnlyDKIMIsBorrowed(t *testing.T) {
	t.Parallel()
	spec, facts := plain(), Facts{Tokens: []string{"aaa", "bbb", "ccc"}}
	if borrowed := Borrowed(Records(spec, facts)); len(borrowed) != 0 {
		t.Errorf("without a parent %v is borrowed", lines(borrowed))
	}
	spec.DKIM.ParentRegion = "us-east-1"
	for _, r := range Records(spec, facts) {
		if r.Borrowed != r.Kind.IsDKIM() {
			t.Errorf("%s: borrowed is %t", r.Kind, r.Borrowed)
		}
	}
}
