package route53api_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/route53"
	"github.com/aws/aws-sdk-go-v2/service/route53/types"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/hostedzone"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/route53api"
)

const (
	owner    = "111122223333"
	stranger = "444455556666"
)

// fixture is the API over one public zone example.com, and the SDK's client of it.
type fixture struct {
	*testing.T
	store  *hostedzone.Store
	zone   hostedzone.Zone
	client *route53.Client
	url    string
	legacy atomic.Bool
	caller string
	clock  time.Time
}

func newFixture(t *testing.T, sets ...hostedzone.Set) *fixture {
	t.Helper()
	f := &fixture{T: t, caller: owner, clock: time.Date(2026, 10, 1, 12, 0, 0, 0, time.UTC)}
	now := func() time.Time { return f.clock }
	f.store = hostedzone.NewStore(now)
	f.zone = f.store.CreateZone(owner, "example.com", false)
	for _, set := range sets {
		if err := f.store.Put(f.zone.ID, set); err != nil {
			t.Fatal(err)
		}
	}
	server := httptest.NewServer(route53api.New(f.store, func(*http.Request) string { return f.caller },
		route53api.LegacyErrors(f.legacy.Load)))
	t.Cleanup(server.Close)
	f.url = server.URL
	f.client = route53.New(route53.Options{
		Region:       "us-east-1",
		BaseEndpoint: aws.String(server.URL),
		Credentials:  credentials.NewStaticCredentialsProvider("AKIDEXAMPLE", "secret", ""),
		Retryer:      aws.NopRetryer{},
		HTTPClient:   server.Client(),
	})
	return f
}

func simple(name, typ string, values ...string) hostedzone.Set {
	return hostedzone.Set{Name: name, Type: typ, TTL: 300, Values: values}
}

// set is a simple set as the SDK has it.
func set(name, typ string, values ...string) *types.ResourceRecordSet {
	records := make([]types.ResourceRecord, len(values))
	for i, value := range values {
		records[i].Value = aws.String(value)
	}
	return &types.ResourceRecordSet{Name: aws.String(name), Type: types.RRType(typ), TTL: aws.Int64(300), ResourceRecords: records}
}

func change(action types.ChangeAction, set *types.ResourceRecordSet) types.Change {
	return types.Change{Action: action, ResourceRecordSet: set}
}

func (f *fixture) send(changes ...types.Change) (*types.ChangeInfo, error) {
	f.Helper()
	out, err := f.client.ChangeResourceRecordSets(f.Context(), &route53.ChangeResourceRecordSetsInput{
		HostedZoneId: aws.String(f.zone.ID),
		ChangeBatch:  &types.ChangeBatch{Changes: changes, Comment: aws.String("because")},
	})
	if err != nil {
		return nil, err
	}
	return out.ChangeInfo, nil
}

// refused checks code, HTTP status and text of an error of the SDK.
func (f *fixture) refused(err error, code string, status int, message string) {
	f.Helper()
	var apiErr smithy.APIError
	var response *smithyhttp.ResponseError
	if !errors.As(err, &apiErr) || !errors.As(err, &response) {
		f.Fatalf("got %v, want %s", err, code)
	}
	if apiErr.ErrorCode() != code || response.HTTPStatusCode() != status || apiErr.ErrorMessage() != message {
		f.Errorf("got  %s %d %s\nwant %s %d %s",
			apiErr.ErrorCode(), response.HTTPStatusCode(), apiErr.ErrorMessage(), code, status, message)
	}
}

// refuses checks that a batch is refused with these texts and leaves the zone alone.
func (f *fixture) refuses(messages []string, changes ...types.Change) {
	f.Helper()
	before := f.store.Dump(f.zone.ID)
	_, err := f.send(changes...)
	if typed := (*types.InvalidChangeBatch)(nil); !errors.As(err, &typed) {
		f.Errorf("%v is no InvalidChangeBatch", err)
	}
	f.refused(err, "InvalidChangeBatch", http.StatusBadRequest, "["+strings.Join(messages, ", ")+"]")
	if after := f.store.Dump(f.zone.ID); after != before {
		f.Errorf("a refused batch left\n%swhere was\n%s", after, before)
	}
}

// accepts checks that a batch is taken.
func (f *fixture) accepts(changes ...types.Change) *types.ChangeInfo {
	f.Helper()
	info, err := f.send(changes...)
	if err != nil {
		f.Fatal(err)
	}
	return info
}

// holds checks a line of the zone's dump.
func (f *fixture) holds(line string) {
	f.Helper()
	if !strings.Contains("\n"+f.store.Dump(f.zone.ID), "\n"+line+"\n") {
		f.Errorf("the zone lacks %q:\n%s", line, f.store.Dump(f.zone.ID))
	}
}
