package domain

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

func mailFromMX(name rr.Name, region string) mailauth.Record {
	return mailauth.Record{Kind: mailauth.MailFromMX, Key: rr.Key{Name: name, Type: rr.MX}, Text: mailauth.MailFromMXText(region)}
}

func TestNeighbours(t *testing.T) {
	t.Parallel()
	west, east := heldDomain{"eu-west-1", "example.org"}, heldDomain{"us-east-1", "example.org"}
	shared := []mailauth.Record{mailFromMX("mail.example.org", "eu-west-1")}
	for name, tc := range map[string]struct {
		before func(*neighbours)
		want   string
	}{
		"the first is alone": {func(*neighbours) {}, ""},
		"another region is met at the same name": {func(n *neighbours) {
			n.settle(east, []mailauth.Record{mailFromMX("mail.example.org", "us-east-1")})
		}, "us-east-1"},
		"at a name of its own it is not met": {func(n *neighbours) {
			n.settle(east, []mailauth.Record{mailFromMX("mail-us.example.org", "us-east-1")})
		}, ""},
		"a resource does not meet itself in a second plan": {func(n *neighbours) { n.settle(west, shared) }, ""},
		"what moved on is not met": {func(n *neighbours) {
			n.settle(east, []mailauth.Record{mailFromMX("mail.example.org", "us-east-1")})
			n.settle(east, []mailauth.Record{mailFromMX("mail-us.example.org", "us-east-1")})
		}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var n neighbours
			tc.before(&n)
			if got := n.settle(west, shared)[mailauth.MailFromMX].region; got != tc.want {
				t.Errorf("meets %q, want %q", got, tc.want)
			}
		})
	}
}

func TestRegionalMailFrom(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ region, other, want string }{
		{"us-east-1", "eu-west-1", "mail-us.example.org"},
		{"us-east-1", "us-west-2", "mail-us-east-1.example.org"},
	} {
		if got := regionalMailFrom("example.org", tc.region, tc.other); got != tc.want {
			t.Errorf("beside %s, %s gets %s, want %s", tc.other, tc.region, got, tc.want)
		}
	}
}

// TestParentRegionIsRefused: what the configuration alone says of a replica.
func TestParentRegionIsRefused(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		region, parent string
		length         types.String
		want           string
	}{
		"another region is taken":                          {"eu-west-1", "us-east-1", types.StringNull(), ""},
		"a region that nobody knows is taken":              {"eu-west-1", "xx-new-9", types.StringNull(), ""},
		"a region of the same partition is taken":          {"us-gov-west-1", "us-gov-east-1", types.StringNull(), ""},
		"a length is the parent's":                         {"eu-west-1", "us-east-1", types.StringValue(keyLength2048), "M13 dkim.key_length"},
		"a word is no region":                              {"eu-west-1", "Ireland", types.StringNull(), "M14 dkim.parent_region"},
		"a zone is no region":                              {"eu-west-1", "us-east", types.StringNull(), "M14 dkim.parent_region"},
		"nobody replicates itself":                         {"eu-west-1", "eu-west-1", types.StringNull(), "M15 dkim.parent_region"},
		"keys do not leave the partition":                  {"us-gov-west-1", "us-east-1", types.StringNull(), "M16 dkim.parent_region"},
		"without a region of its own only the form counts": {"", "us-gov-west-1", types.StringNull(), ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := dkimModel{ParentRegion: types.StringValue(tc.parent), KeyLength: tc.length}
			var got []string
			for _, f := range m.replicaFindings(tc.region) {
				got = append(got, f.Rule+" "+f.Path)
			}
			if strings.Join(got, ", ") != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

// TestKeyLengthOfAReplica: it has none, and none is planned before it is known
// whether it is one.
func TestKeyLengthOfAReplica(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ parent, written, want types.String }{
		"keys of its own have the default": {types.StringNull(), types.StringNull(), types.StringValue(keyLength2048)},
		"what is written counts":           {types.StringNull(), types.StringValue(keyLength1024), types.StringValue(keyLength1024)},
		"a replica has none":               {types.StringValue("us-east-1"), types.StringNull(), types.StringNull()},
		"nobody knows":                     {types.StringUnknown(), types.StringNull(), types.StringUnknown()},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := (dkimModel{ParentRegion: tc.parent, KeyLength: tc.written}).withDefaults().KeyLength; !got.Equal(tc.want) {
				t.Errorf("got %s, want %s", got, tc.want)
			}
		})
	}
	if got := fmt.Sprint((dkimModel{ParentRegion: types.StringUnknown()}).plannedOrigin()); got != "<unknown>" {
		t.Errorf("the origin of nobody knows what is %s", got)
	}
}
