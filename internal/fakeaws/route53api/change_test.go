package route53api_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/route53"
	"github.com/aws/aws-sdk-go-v2/service/route53/types"
	"github.com/aws/smithy-go"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/hostedzone"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/route53api"
)

const (
	create = types.ChangeActionCreate
	upsert = types.ChangeActionUpsert
	remove = types.ChangeActionDelete
)

// TestChangeResourceRecordSets has a row per line of the fake's checklist of what Route 53 does with a batch.
func TestChangeResourceRecordSets(t *testing.T) {
	t.Parallel()
	a := simple("x.example.com", "A", "192.0.2.1")
	weighted := func(id string) *types.ResourceRecordSet {
		s := set("x.example.com", "A", "192.0.2.2")
		s.SetIdentifier, s.Weight = aws.String(id), aws.Int64(10)
		return s
	}
	tests := map[string]struct {
		before []hostedzone.Set
		check  func(f *fixture)
	}{
		"F58 a change in an unknown zone is NoSuchHostedZone": {nil, func(f *fixture) {
			f.zone.ID = "Z404"
			_, err := f.send(change(create, set("x.example.com", "A", "192.0.2.1")))
			if typed := (*types.NoSuchHostedZone)(nil); !errors.As(err, &typed) {
				f.Errorf("%v is no NoSuchHostedZone", err)
			}
			f.refused(err, "NoSuchHostedZone", http.StatusNotFound, "No hosted zone found with ID: Z404")
		}},
		"F59 create of an existing set is refused": {[]hostedzone.Set{a}, func(f *fixture) {
			f.refuses([]string{"Tried to create resource record set [name='x.example.com.', type='A'] but it already exists"},
				change(create, set("x.example.com", "A", "192.0.2.1")))
		}},
		"F60 delete of an absent set is refused": {nil, func(f *fixture) {
			f.refuses([]string{"Tried to delete resource record set [name='x.example.com.', type='A'] but it was not found"},
				change(remove, set("x.example.com", "A", "192.0.2.1")))
		}},
		"F60 delete with another TTL is refused": {[]hostedzone.Set{a}, func(f *fixture) {
			other := set("x.example.com", "A", "192.0.2.1")
			other.TTL = aws.Int64(60)
			f.refuses([]string{"Tried to delete resource record set [name='x.example.com.', type='A'] but the values provided do not match the current values"},
				change(remove, other))
		}},
		"F61 delete takes values in any order": {[]hostedzone.Set{simple("x.example.com", "A", "192.0.2.1", "192.0.2.2")}, func(f *fixture) {
			f.accepts(change(remove, set("X.example.com", "A", "192.0.2.2", "192.0.2.1")))
		}},
		"F61 delete compares values verbatim": {[]hostedzone.Set{simple("x.example.com", "MX", "10 mail.example.com")}, func(f *fixture) {
			f.refuses([]string{"Tried to delete resource record set [name='x.example.com.', type='MX'] but the values provided do not match the current values"},
				change(remove, set("x.example.com", "MX", "10 mail.example.com.")))
		}},
		"F61 delete can compare values as hosts": {[]hostedzone.Set{simple("x.example.com", "MX", "10 mail.example.com")}, func(f *fixture) {
			f.store.SetLooseHosts(true)
			f.accepts(change(remove, set("x.example.com", "MX", "10 Mail.example.com.")))
		}},
		"F62 a CNAME beside another set is refused": {[]hostedzone.Set{a}, func(f *fixture) {
			f.refuses([]string{"RRSet of type CNAME with DNS name x.example.com. is not permitted as it conflicts with other records with the same DNS name in zone example.com."},
				change(create, set("x.example.com", "CNAME", "y.example.net")))
		}},
		"F62 a set beside a CNAME is refused": {[]hostedzone.Set{simple("x.example.com", "CNAME", "y")}, func(f *fixture) {
			f.refuses([]string{"RRSet of type TXT with DNS name x.example.com. is not permitted because a conflicting RRSet of type CNAME with the same DNS name already exists in zone example.com."},
				change(create, set("x.example.com", "TXT", `"a"`)))
		}},
		"F62 a CNAME at the apex is refused": {nil, func(f *fixture) {
			f.refuses([]string{"RRSet of type CNAME with DNS name example.com. is not permitted at apex in zone example.com."},
				change(create, set("example.com", "CNAME", "y.example.net")))
		}},
		"F62 a name outside the zone is refused": {nil, func(f *fixture) {
			f.refuses([]string{"RRSet with DNS name x.example.net. is not permitted in zone example.com."},
				change(create, set("x.example.net", "A", "192.0.2.1")))
		}},
		"F63 one bad change leaves all unapplied": {[]hostedzone.Set{a}, func(f *fixture) {
			f.refuses([]string{"Tried to create resource record set [name='x.example.com.', type='A'] but it already exists"},
				change(create, set("first.example.com", "A", "192.0.2.1")), change(create, set("x.example.com", "A", "192.0.2.1")),
				change(create, set("last.example.com", "A", "192.0.2.1")))
		}},
		"F64 delete then create of another type is accepted": {[]hostedzone.Set{a}, func(f *fixture) {
			f.accepts(change(remove, set("x.example.com", "A", "192.0.2.1")), change(create, set("x.example.com", "CNAME", "y.example.net")))
			f.holds("x.example.com. 300 CNAME y.example.net")
		}},
		"F64 create of another type before the delete is refused": {[]hostedzone.Set{a}, func(f *fixture) {
			f.refuses([]string{"RRSet of type CNAME with DNS name x.example.com. is not permitted as it conflicts with other records with the same DNS name in zone example.com."},
				change(create, set("x.example.com", "CNAME", "y.example.net")), change(remove, set("x.example.com", "A", "192.0.2.1")))
		}},
		"F65 the same set twice in a batch is refused": {nil, func(f *fixture) {
			f.refuses([]string{"The request contains an invalid set of changes for a resource record set 'A x.example.com.'"},
				change(upsert, set("x.example.com", "A", "192.0.2.1")), change(upsert, set("x.example.com", "A", "192.0.2.2")))
		}},
		"F66 over 1,000 values are refused, an upsert counts twice": {nil, func(f *fixture) {
			var changes []types.Change
			for i := range 501 {
				changes = append(changes, change(upsert, set(fmt.Sprintf("n%d.example.com", i), "A", "192.0.2.1")))
			}
			f.refuses([]string{"Number of records limit of 1000 exceeded."}, changes...)
			f.accepts(changes[:500]...)
		}},
		"F66 over 32,000 characters are refused, an upsert counts twice": {nil, func(f *fixture) {
			long := `"` + strings.Repeat("a", 198) + `"` // 200 characters
			var changes []types.Change
			for i := range 81 {
				changes = append(changes, change(upsert, set(fmt.Sprintf("n%d.example.com", i), "TXT", long)))
			}
			f.refuses([]string{"RDATA character limit of 32000 exceeded."}, changes...)
			f.accepts(changes[:80]...)
		}},
		"F67 TXT without quotes is refused": {nil, func(f *fixture) {
			f.refuses([]string{"Invalid Resource Record: 'FATAL problem: InvalidCharacterString (Value should be enclosed in quotation marks) encountered with 'v=spf1 -all''"},
				change(create, set("x.example.com", "TXT", "v=spf1 -all")))
		}},
		"F67 a TXT string of 255 is accepted, of 256 refused": {nil, func(f *fixture) {
			long := `"` + strings.Repeat("a", 256) + `"`
			f.refuses([]string{"Invalid Resource Record: 'FATAL problem: CharacterStringTooLong (Value is too long) encountered with '" + long + "''"},
				change(create, set("x.example.com", "TXT", long)))
			f.accepts(change(create, set("x.example.com", "TXT", `"`+strings.Repeat("a", 255)+`"`)))
		}},
		"F67 a TXT value over 4,000 is refused": {nil, func(f *fixture) {
			long := strings.TrimSpace(strings.Repeat(`"`+strings.Repeat("a", 250)+`" `, 16))
			f.refuses([]string{"Invalid Resource Record: 'FATAL problem: TXTRDATATooLong (Value is too long) encountered with '" + long + "''"},
				change(create, set("x.example.com", "TXT", long)))
		}},
		"F68 names are lowered, dotted and escaped, values verbatim": {nil, func(f *fixture) {
			f.accepts(change(create, set("*.X.Example.com", "TXT", `"Aa" "b\"\303"`)))
			f.holds(`\052.x.example.com. 300 TXT "Aa" "b\"\303"`)
		}},
		"F69 neither TTL nor alias is InvalidInput": {nil, func(f *fixture) {
			bare := set("x.example.com", "A", "192.0.2.1")
			bare.TTL = nil
			_, err := f.send(change(create, bare))
			f.refused(err, "InvalidInput", http.StatusBadRequest, "Invalid request: Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords], "+
				"or TrafficPolicyInstanceId], but found none in Change with [Action=CREATE, Name=x.example.com, Type=A, SetIdentifier=null]")
		}},
		"F69 a TTL of 0 is a TTL": {nil, func(f *fixture) {
			zero := set("x.example.com", "A", "192.0.2.1")
			zero.TTL = aws.Int64(0)
			f.accepts(change(create, zero))
			f.holds("x.example.com. 0 A 192.0.2.1")
		}},
		"F76 a change while the zone processes one is PriorRequestNotComplete": {nil, func(f *fixture) {
			f.store.SetProcessingTime(time.Second)
			f.accepts(change(upsert, set("x.example.com", "A", "192.0.2.1")))
			_, err := f.send(change(upsert, set("x.example.com", "A", "192.0.2.1")))
			if typed := (*types.PriorRequestNotComplete)(nil); !errors.As(err, &typed) {
				f.Errorf("%v is no PriorRequestNotComplete", err)
			}
			f.refused(err, "PriorRequestNotComplete", http.StatusBadRequest, "The request was rejected because Route 53 was still processing a prior request.")
		}},
		"F78 a simple set beside weighted ones is refused": {nil, func(f *fixture) {
			f.accepts(change(create, weighted("s")))
			f.refuses([]string{"RRSet with DNS name x.example.com., type A cannot be created as other RRSets exist with the same name and type."},
				change(upsert, set("x.example.com", "A", "192.0.2.1")))
		}},
		"F78 a weighted set beside a simple one is refused": {[]hostedzone.Set{a}, func(f *fixture) {
			f.refuses([]string{"RRSet with DNS name x.example.com., type A, SetIdentifier s cannot be created as a non-weighted set exists with the same name and type."},
				change(create, weighted("s")))
		}},
		"F79 a value twice in a set is refused": {nil, func(f *fixture) {
			f.refuses([]string{"Duplicate Resource Record: '10 a.example.net'"},
				change(create, set("x.example.com", "MX", "10 a.example.net", "10 a.example.net")))
		}},
		"F80 the apex NS and SOA cannot be deleted": {nil, func(f *fixture) {
			sets, _ := f.store.Sets(f.zone.ID)
			ns, soa := set("example.com", "NS", sets[0].Values...), set("example.com", "SOA", sets[1].Values...)
			ns.TTL, soa.TTL = &sets[0].TTL, &sets[1].TTL
			f.refuses([]string{"A HostedZone must contain at least one NS record for the zone itself."}, change(remove, ns))
			f.refuses([]string{"A HostedZone must contain exactly one SOA record."}, change(remove, soa))
		}},
		"F81 the legacy document carries the texts as Messages": {[]hostedzone.Set{a}, func(f *fixture) {
			f.legacy.Store(true)
			_, err := f.send(change(create, set("x.example.com", "A", "192.0.2.1")), change(remove, set("y.example.com", "A", "192.0.2.1")))
			typed := (*types.InvalidChangeBatch)(nil)
			if !errors.As(err, &typed) {
				f.Fatalf("%v is no InvalidChangeBatch", err)
			}
			want := []string{
				"Tried to create resource record set [name='x.example.com.', type='A'] but it already exists",
				"Tried to delete resource record set [name='y.example.com.', type='A'] but it was not found",
			}
			if fmt.Sprint(typed.Messages) != fmt.Sprint(want) {
				f.Errorf("got %q, want %q", typed.Messages, want)
			}
		}},
		"a zone of another account is AccessDenied": {nil, func(f *fixture) {
			f.caller = stranger
			_, err := f.send(change(create, set("x.example.com", "A", "192.0.2.1")))
			f.refused(err, "AccessDenied", http.StatusForbidden, "User: arn:aws:iam::444455556666:root is not authorized to access this resource")
		}},
		"two routing policies in a set are InvalidInput": {nil, func(f *fixture) {
			both := weighted("s")
			both.Region = types.ResourceRecordSetRegionEuWest1
			_, err := f.send(change(create, both))
			if typed := (*types.InvalidInput)(nil); !errors.As(err, &typed) {
				f.Errorf("got %v", err)
			}
		}},
		"a routing policy that the fake lacks is refused, not lost": {nil, func(f *fixture) {
			cidr := set("x.example.com", "A", "192.0.2.1")
			cidr.SetIdentifier = aws.String("s")
			cidr.CidrRoutingConfig = &types.CidrRoutingConfig{CollectionId: aws.String("00000000-0000-0000-0000-000000000000"), LocationName: aws.String("l")}
			_, err := f.send(change(create, cidr))
			if typed := (*types.InvalidInput)(nil); !errors.As(err, &typed) {
				f.Errorf("got %v", err)
			}
		}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test.check(newFixture(t, test.before...))
		})
	}
}

func TestGetChange(t *testing.T) {
	t.Parallel()
	t.Run("F70 a change is PENDING until the clock has moved", func(t *testing.T) {
		t.Parallel()
		f := newFixture(t)
		f.store.SetInsyncDelay(30 * time.Second)
		info := f.accepts(change(create, set("x.example.com", "A", "192.0.2.1")))
		if !strings.HasPrefix(*info.Id, "/change/C") || info.Status != types.ChangeStatusPending || !info.SubmittedAt.Equal(f.clock) || *info.Comment != "because" {
			t.Errorf("got %s %s %v", *info.Id, info.Status, info.SubmittedAt)
		}
		for _, want := range []types.ChangeStatus{types.ChangeStatusPending, types.ChangeStatusInsync} {
			out, err := f.client.GetChange(t.Context(), &route53.GetChangeInput{Id: info.Id})
			if err != nil || out.ChangeInfo.Status != want || *out.ChangeInfo.Id != *info.Id {
				t.Errorf("got %+v, %v, want %s", out, err, want)
			}
			f.clock = f.clock.Add(30 * time.Second)
		}
	})
	t.Run("F77 an unknown change is NoSuchChange", func(t *testing.T) {
		t.Parallel()
		f := newFixture(t)
		_, err := f.client.GetChange(t.Context(), &route53.GetChangeInput{Id: aws.String("/change/C404")})
		if typed := (*types.NoSuchChange)(nil); !errors.As(err, &typed) {
			t.Errorf("got %v", err)
		}
	})
}

// TestWriteError is what the front door answers with; F75 itself, the rate, is kept there.
func TestWriteError(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		refusal hostedzone.Error
		message string
	}{
		"F75 Throttling is a code without a type": {hostedzone.Error{Code: "Throttling", Messages: []string{"Rate exceeded"}, HTTPStatus: 400}, "Rate exceeded"},
		"several texts of InvalidChangeBatch":     {hostedzone.Error{Code: "InvalidChangeBatch", Messages: []string{"a", "b"}, HTTPStatus: 400}, "[a, b]"},
		"a fault of the service":                  {hostedzone.Error{Code: "ServiceUnavailable", Messages: []string{"later"}, HTTPStatus: 503}, "later"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t)
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				route53api.WriteError(w, &test.refusal)
			}))
			t.Cleanup(server.Close)
			_, err := f.client.ListHostedZones(t.Context(), &route53.ListHostedZonesInput{}, func(o *route53.Options) {
				o.BaseEndpoint = aws.String(server.URL)
			})
			f.refused(err, test.refusal.Code, test.refusal.HTTPStatus, test.message)
			if generic := (*smithy.GenericAPIError)(nil); test.refusal.Code == "Throttling" && !errors.As(err, &generic) {
				t.Errorf("%v is a modelled error", err)
			}
		})
	}
}

func TestMalformedBody(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	response, err := http.Post(f.url+"/2013-04-01/hostedzone/"+f.zone.ID+"/rrset", "text/xml", strings.NewReader("<ChangeRes"))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusBadRequest {
		t.Errorf("got %s", response.Status)
	}
}
