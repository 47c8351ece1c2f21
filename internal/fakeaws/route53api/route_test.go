package route53api_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/route53api"
)

func TestOperation(t *testing.T) {
	t.Parallel()
	for request, want := range map[string]string{
		"POST /2013-04-01/hostedzone/Z1/rrset":          "ChangeResourceRecordSets",
		"POST /2013-04-01/hostedzone/Z1/rrset/":         "ChangeResourceRecordSets",
		"GET /2013-04-01/hostedzone/Z1/rrset?name=a":    "ListResourceRecordSets",
		"GET /2013-04-01/change/C1":                     "GetChange",
		"GET /2013-04-01/hostedzone/Z1":                 "GetHostedZone",
		"DELETE /2013-04-01/hostedzone/Z1":              "DeleteHostedZone",
		"GET /2013-04-01/hostedzone?marker=Z1":          "ListHostedZones",
		"POST /2013-04-01/hostedzone":                   "CreateHostedZone",
		"GET /2013-04-01/hostedzonesbyname?dnsname=a":   "ListHostedZonesByName",
		"GET /2013-04-01/testdnsanswer?hostedzoneid=Z1": "TestDNSAnswer",
		"GET /2013-04-01/tags/hostedzone/Z1":            "ListTagsForResource",
		"PUT /2013-04-01/hostedzone/Z1":                 "",
		"GET /2013-04-01/tags/healthcheck/H1":           "",
		"GET /2013-04-01/hostedzone/Z1/rrset/more":      "",
		"GET /v2/email/identities":                      "",
		"GET /":                                         "",
	} {
		method, target, _ := strings.Cut(request, " ")
		if got := route53api.Operation(httptest.NewRequest(method, target, nil)); got != want {
			t.Errorf("%s is %q, want %q", request, got, want)
		}
	}
}

// TestOlderPath posts by hand: no SDK of today sends the final slash.
func TestOlderPath(t *testing.T) {
	t.Parallel()
	const body = `<ChangeResourceRecordSetsRequest xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><ChangeBatch><Changes><Change>
<Action>CREATE</Action><ResourceRecordSet><Name>x.example.com</Name><Type>A</Type><TTL>300</TTL><ResourceRecords>
<ResourceRecord><Value>192.0.2.1</Value></ResourceRecord></ResourceRecords></ResourceRecordSet>
</Change></Changes></ChangeBatch></ChangeResourceRecordSetsRequest>`
	for name, path := range map[string]string{"F82 rrset": "/rrset", "F82 rrset with a slash": "/rrset/"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t)
			response, err := http.Post(f.url+"/2013-04-01/hostedzone/"+f.zone.ID+path, "text/xml", strings.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			defer response.Body.Close()
			if response.StatusCode != http.StatusOK {
				t.Errorf("got %s", response.Status)
			}
			f.holds("x.example.com. 300 A 192.0.2.1")
		})
	}
}

func TestUnknownOperation(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	response, err := http.Get(f.url + "/2013-04-01/healthcheck")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusNotFound {
		t.Errorf("got %s", response.Status)
	}
}
