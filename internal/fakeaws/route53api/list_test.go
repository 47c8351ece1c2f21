package route53api_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/route53"
	"github.com/aws/aws-sdk-go-v2/service/route53/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/hostedzone"
)

func (f *fixture) list(input route53.ListResourceRecordSetsInput) *route53.ListResourceRecordSetsOutput {
	f.Helper()
	input.HostedZoneId = aws.String("/hostedzone/" + f.zone.ID)
	out, err := f.client.ListResourceRecordSets(f.Context(), &input)
	if err != nil {
		f.Fatal(err)
	}
	return out
}

func names(sets []types.ResourceRecordSet) []string {
	var all []string
	for _, set := range sets {
		all = append(all, *set.Name+" "+string(set.Type))
	}
	return all
}

func TestListResourceRecordSets(t *testing.T) {
	t.Parallel()
	tests := map[string]func(f *fixture){
		"F71 a change that is PENDING is listed at once": func(f *fixture) {
			f.store.SetInsyncDelay(1 << 40)
			f.accepts(change(create, set("x.example.com", "A", "192.0.2.1")))
			if got := names(f.list(route53.ListResourceRecordSetsInput{}).ResourceRecordSets); !slices.Contains(got, "x.example.com. A") {
				f.Errorf("got %q", got)
			}
		},
		"F72 the order is that of reversed labels": func(f *fixture) {
			f.accepts(change(create, set("a.z.example.com", "A", "192.0.2.1")), change(create, set("b.example.com", "A", "192.0.2.1")),
				change(create, set("*.example.com", "A", "192.0.2.1")), change(create, set("z.example.com", "TXT", `"t"`)), change(create, set("z.example.com", "A", "192.0.2.1")))
			want := []string{"example.com. NS", "example.com. SOA", `\052.example.com. A`, "b.example.com. A", "z.example.com. A", "z.example.com. TXT", "a.z.example.com. A"}
			if got := names(f.list(route53.ListResourceRecordSetsInput{}).ResourceRecordSets); !slices.Equal(got, want) {
				f.Errorf("got  %q\nwant %q", got, want)
			}
		},
		"F72 the start is inclusive and no filter": func(f *fixture) {
			f.accepts(change(create, set("b.example.com", "TXT", `"t"`)), change(create, set("c.example.com", "A", "192.0.2.1")))
			for start, want := range map[string]string{"b.example.com": "b.example.com. TXT", "bb.example.com.": "c.example.com. A"} {
				out := f.list(route53.ListResourceRecordSetsInput{StartRecordName: &start, StartRecordType: types.RRTypeTxt, MaxItems: aws.Int32(1)})
				if got := names(out.ResourceRecordSets); !slices.Equal(got, []string{want}) {
					f.Errorf("from %s: got %q, want %q", start, got, want)
				}
			}
		},
		"F72 a page has at most 300 sets and says where the next begins": func(f *fixture) {
			for i := range 400 {
				if err := f.store.Put(f.zone.ID, simple(fmt.Sprintf("n%03d.example.com", i), "A", "192.0.2.1")); err != nil {
					f.Fatal(err)
				}
			}
			first := f.list(route53.ListResourceRecordSetsInput{MaxItems: aws.Int32(1000)})
			if len(first.ResourceRecordSets) != 300 || !first.IsTruncated || *first.NextRecordName != "n298.example.com." || first.NextRecordType != "A" || *first.MaxItems != 300 {
				f.Fatalf("got %d sets, next %v", len(first.ResourceRecordSets), aws.ToString(first.NextRecordName))
			}
			second := f.list(route53.ListResourceRecordSetsInput{StartRecordName: first.NextRecordName, StartRecordType: first.NextRecordType})
			if len(second.ResourceRecordSets) != 102 || second.IsTruncated || second.NextRecordName != nil {
				f.Errorf("got %d sets on the second page", len(second.ResourceRecordSets))
			}
		},
		"F72 a type without a name is InvalidInput": func(f *fixture) {
			_, err := f.client.ListResourceRecordSets(f.Context(), &route53.ListResourceRecordSetsInput{
				HostedZoneId: &f.zone.ID, StartRecordType: types.RRTypeA,
			})
			if typed := (*types.InvalidInput)(nil); !errors.As(err, &typed) {
				f.Errorf("got %v", err)
			}
		},
		"F72 a start name with an empty label is InvalidInput": func(f *fixture) {
			_, err := f.client.ListResourceRecordSets(f.Context(), &route53.ListResourceRecordSetsInput{
				HostedZoneId: &f.zone.ID, StartRecordName: aws.String("example.com.."),
			})
			f.refused(err, "InvalidInput", http.StatusBadRequest,
				"FATAL problem: DomainLabelEmpty (Domain label is empty) encountered with 'example.com..'")
		},
		"F58 an unknown zone is NoSuchHostedZone": func(f *fixture) {
			_, err := f.client.ListResourceRecordSets(f.Context(), &route53.ListResourceRecordSetsInput{HostedZoneId: aws.String("Z404")})
			f.refused(err, "NoSuchHostedZone", http.StatusNotFound, "No hosted zone found with ID: Z404")
		},
	}
	for name, check := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			check(newFixture(t))
		})
	}
}

func TestEverySetComesBackAsItWasSent(t *testing.T) {
	t.Parallel()
	routed := func(edit func(s *types.ResourceRecordSet)) *types.ResourceRecordSet {
		s := set("x.example.com.", "A", "192.0.2.1")
		s.SetIdentifier = aws.String("id")
		edit(s)
		return s
	}
	tests := map[string]*types.ResourceRecordSet{
		"simple":       set("x.example.com.", "TXT", `"a b" "c&<>"`, `"d"`),
		"health check": routed(func(s *types.ResourceRecordSet) { s.Weight, s.HealthCheckId = aws.Int64(0), aws.String("hc") }),
		"weighted":     routed(func(s *types.ResourceRecordSet) { s.Weight = aws.Int64(7) }),
		"latency":      routed(func(s *types.ResourceRecordSet) { s.Region = types.ResourceRecordSetRegionEuWest1 }),
		"failover":     routed(func(s *types.ResourceRecordSet) { s.Failover = types.ResourceRecordSetFailoverPrimary }),
		"multivalue":   routed(func(s *types.ResourceRecordSet) { s.MultiValueAnswer = aws.Bool(true) }),
		"geolocation": routed(func(s *types.ResourceRecordSet) {
			s.GeoLocation = &types.GeoLocation{CountryCode: aws.String("US"), SubdivisionCode: aws.String("CA")}
		}),
		"alias": {Name: aws.String("x.example.com."), Type: types.RRTypeA, AliasTarget: &types.AliasTarget{
			HostedZoneId: aws.String("Z2FDTNDATAQYW2"), DNSName: aws.String("d1.cloudfront.net."), EvaluateTargetHealth: true,
		}},
	}
	for name, want := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t)
			f.accepts(change(create, want))
			out := f.list(route53.ListResourceRecordSetsInput{StartRecordName: aws.String("x.example.com."), MaxItems: aws.Int32(1)})
			got, err := json.Marshal(out.ResourceRecordSets[0])
			if err != nil {
				t.Fatal(err)
			}
			if sent, err := json.Marshal(want); err != nil || string(got) != string(sent) {
				t.Errorf("got  %s\nwant %s, %v", got, sent, err)
			}
			f.accepts(change(remove, &out.ResourceRecordSets[0]))
		})
	}
}

func TestZones(t *testing.T) {
	t.Parallel()
	tests := map[string]func(f *fixture){
		"F73 ListHostedZonesByName starts at a name and goes on": func(f *fixture) {
			for _, name := range []string{"a.example.com", "example.net", "alpha.org"} {
				f.store.CreateZone(owner, name, false)
			}
			f.store.CreateZone(stranger, "b.example.com", false)
			out, err := f.client.ListHostedZonesByName(f.Context(), &route53.ListHostedZonesByNameInput{DNSName: aws.String("A.example.com"), MaxItems: aws.Int32(2)})
			if err != nil || len(out.HostedZones) != 2 || *out.HostedZones[0].Name != "a.example.com." || *out.HostedZones[1].Name != "example.net." {
				f.Fatalf("got %+v, %v", out, err)
			}
			if !out.IsTruncated || *out.NextDNSName != "alpha.org." {
				f.Fatalf("no next page: %+v", out)
			}
			rest, err := f.client.ListHostedZonesByName(f.Context(), &route53.ListHostedZonesByNameInput{DNSName: out.NextDNSName, HostedZoneId: out.NextHostedZoneId})
			if err != nil || len(rest.HostedZones) != 1 || *rest.HostedZones[0].Name != "alpha.org." || rest.IsTruncated {
				f.Errorf("got %+v, %v", rest, err)
			}
		},
		"F74 a public and a private zone share a name, IDs are prefixed": func(f *fixture) {
			private := f.store.CreateZone(owner, "example.com", true)
			out, err := f.client.ListHostedZones(f.Context(), &route53.ListHostedZonesInput{})
			if err != nil || len(out.HostedZones) != 2 {
				f.Fatalf("got %+v, %v", out, err)
			}
			if *out.HostedZones[0].Id != "/hostedzone/"+f.zone.ID || out.HostedZones[0].Config.PrivateZone || *out.HostedZones[0].Name != "example.com." {
				f.Errorf("the public zone is %+v", out.HostedZones[0])
			}
			if *out.HostedZones[1].Id != "/hostedzone/"+private.ID || !out.HostedZones[1].Config.PrivateZone || *out.HostedZones[1].Name != "example.com." {
				f.Errorf("the private zone is %+v", out.HostedZones[1])
			}
			only, err := f.client.ListHostedZones(f.Context(), &route53.ListHostedZonesInput{HostedZoneType: types.HostedZoneTypePrivateHostedZone})
			if err != nil || len(only.HostedZones) != 1 {
				f.Errorf("private zones alone: %+v, %v", only, err)
			}
		},
		"ListHostedZones has pages of at most 100": func(f *fixture) {
			for i := range 120 {
				f.store.CreateZone(owner, fmt.Sprintf("n%d.example", i), false)
			}
			seen := map[string]bool{}
			pages := route53.NewListHostedZonesPaginator(f.client, &route53.ListHostedZonesInput{MaxItems: aws.Int32(500)})
			calls := 0
			for ; pages.HasMorePages(); calls++ {
				page, err := pages.NextPage(f.Context())
				if err != nil {
					f.Fatal(err)
				}
				for _, zone := range page.HostedZones {
					seen[*zone.Id] = true
				}
			}
			if calls != 2 || len(seen) != 121 {
				f.Errorf("%d zones in %d calls", len(seen), calls)
			}
		},
		"GetHostedZone names the servers of a public zone": func(f *fixture) {
			out, err := f.client.GetHostedZone(f.Context(), &route53.GetHostedZoneInput{Id: &f.zone.ID})
			if err != nil || *out.HostedZone.Id != "/hostedzone/"+f.zone.ID || !slices.Equal(out.DelegationSet.NameServers, f.zone.NameServers) || *out.HostedZone.ResourceRecordSetCount != 2 || out.VPCs != nil {
				f.Errorf("got %+v, %v", out, err)
			}
		},
		"GetHostedZone names the networks of a private zone": func(f *fixture) {
			private := f.store.CreateZone(owner, "example.com", true)
			out, err := f.client.GetHostedZone(f.Context(), &route53.GetHostedZoneInput{Id: &private.ID})
			if err != nil || out.DelegationSet != nil || len(out.VPCs) != 1 {
				f.Errorf("got %+v, %v", out, err)
			}
		},
		"F58 GetHostedZone of an unknown zone is NoSuchHostedZone": func(f *fixture) {
			_, err := f.client.GetHostedZone(f.Context(), &route53.GetHostedZoneInput{Id: aws.String("Z404")})
			f.refused(err, "NoSuchHostedZone", http.StatusNotFound, "No hosted zone found with ID: Z404")
		},
		"CreateHostedZone makes a zone once per caller reference": func(f *fixture) {
			input := &route53.CreateHostedZoneInput{Name: aws.String("New.example"), CallerReference: aws.String("r"), HostedZoneConfig: &types.HostedZoneConfig{Comment: aws.String("c")}}
			out, err := f.client.CreateHostedZone(f.Context(), input)
			if err != nil || *out.HostedZone.Name != "new.example." || *out.HostedZone.Config.Comment != "c" || len(out.DelegationSet.NameServers) != 4 || out.ChangeInfo.Status != types.ChangeStatusPending {
				f.Fatalf("got %+v, %v", out, err)
			}
			_, err = f.client.CreateHostedZone(f.Context(), input)
			if typed := (*types.HostedZoneAlreadyExists)(nil); !errors.As(err, &typed) {
				f.Errorf("got %v", err)
			}
			if _, err := f.client.DeleteHostedZone(f.Context(), &route53.DeleteHostedZoneInput{Id: out.HostedZone.Id}); err != nil {
				f.Error(err)
			}
		},
		"DeleteHostedZone refuses a zone with records": func(f *fixture) {
			f.accepts(change(create, set("x.example.com", "A", "192.0.2.1")))
			_, err := f.client.DeleteHostedZone(f.Context(), &route53.DeleteHostedZoneInput{Id: &f.zone.ID})
			if typed := (*types.HostedZoneNotEmpty)(nil); !errors.As(err, &typed) {
				f.Errorf("got %v", err)
			}
		},
		"ListTagsForResource has none": func(f *fixture) {
			out, err := f.client.ListTagsForResource(f.Context(), &route53.ListTagsForResourceInput{ResourceId: &f.zone.ID, ResourceType: types.TagResourceTypeHostedzone})
			if err != nil || len(out.ResourceTagSet.Tags) != 0 || *out.ResourceTagSet.ResourceId != f.zone.ID {
				f.Errorf("got %+v, %v", out, err)
			}
		},
	}
	for name, check := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			check(newFixture(t))
		})
	}
}

func TestTestDNSAnswer(t *testing.T) {
	t.Parallel()
	f := newFixture(t, simple("x.example.com", "TXT", `"a" "b"`), simple("c.example.com", "CNAME", "y.example.net"))
	private := f.store.CreateZone(owner, "example.com", true)
	ask := func(zone hostedzone.Zone, name string) (*route53.TestDNSAnswerOutput, error) {
		return f.client.TestDNSAnswer(t.Context(), &route53.TestDNSAnswerInput{HostedZoneId: &zone.ID, RecordName: &name, RecordType: types.RRTypeTxt})
	}
	for name, want := range map[string]string{
		"x.example.com":    `NOERROR ["a" "b"]`,
		"c.example.com":    "NOERROR [y.example.net.]",
		"none.example.com": "NXDOMAIN []",
	} {
		out, err := ask(f.zone, name)
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprintf("%s %v", *out.ResponseCode, out.RecordData); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
	_, err := ask(private, "x.example.com")
	if typed := (*types.InvalidInput)(nil); !errors.As(err, &typed) {
		t.Errorf("a private zone: got %v", err)
	}
}
