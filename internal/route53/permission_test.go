package route53

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// TestPermissions: a request that IAM denies says what a policy has to allow.
func TestPermissions(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		call             func(context.Context, *world) error
		action, resource string
	}{
		"the listing of zones": {func(ctx context.Context, w *world) error {
			_, err := w.Find(ctx, "example.org")
			return err
		}, "route53:ListHostedZones", "*"},
		"a zone by its id": {func(ctx context.Context, w *world) error {
			_, err := w.Zone(ctx, "/hostedzone/"+w.zone.ID)
			return err
		}, "route53:GetHostedZone", "arn:aws:route53:::hostedzone/ZONE"},
		"the records of a zone": {func(ctx context.Context, w *world) error {
			_, err := w.Sets(ctx, w.zone, []rr.Name{"example.org"})
			return err
		}, "route53:ListResourceRecordSets", "arn:aws:route53:::hostedzone/ZONE"},
		"a change": {func(ctx context.Context, w *world) error {
			_, err := w.Apply(ctx, w.zone, []reconcile.Change{{New: txt("example.org", "a")}})
			return err
		}, "route53:ChangeResourceRecordSets", "arn:aws:route53:::hostedzone/ZONE"},
		"the wait for a change": {func(ctx context.Context, w *world) error { return w.Wait(ctx, "C1") }, "route53:GetChange", "arn:aws:route53:::change/*"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.refusal = func(string, string) string { return "AccessDenied" }
			needs := needsOf(t, tc.call(t.Context(), w))
			resource := strings.ReplaceAll(tc.resource, "ZONE", w.zone.ID)
			if needs == nil || !slices.Equal(needs.Actions, []string{tc.action}) || !slices.Equal(needs.Resources, []string{resource}) {
				t.Errorf("got %+v, want %s for %s", needs, tc.action, resource)
			}
			w.refusal = func(string, string) string { return "InvalidInput" }
			if needs := needsOf(t, tc.call(t.Context(), w)); needs != nil {
				t.Errorf("got %+v without a denial", needs)
			}
		})
	}
}

func needsOf(t *testing.T, err error) *reconcile.Permission {
	t.Helper()
	api := (*reconcile.APIError)(nil)
	if !errors.As(err, &api) {
		t.Fatalf("got %v, want an *APIError", err)
	}
	return api.Needs
}

// TestPermissionKeys has the condition keys of a change as policies write them.
func TestPermissionKeys(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.refusal = func(string, string) string { return "AccessDenied" }
	_, err := w.Apply(t.Context(), w.zone, []reconcile.Change{
		{Old: txt("_dmarc.example.org", "a"), New: txt("_dmarc.example.org", "b")}, {Old: txt("*.example.org", "a")},
	})
	const prefix = "route53:ChangeResourceRecordSets"
	want := map[string][]string{
		prefix + "NormalizedRecordNames": {`\052.example.org`, "_dmarc.example.org"},
		prefix + "RecordTypes":           {"TXT"},
		prefix + "Actions":               {"CREATE", "DELETE"},
	}
	if needs := needsOf(t, err); needs == nil || !maps.EqualFunc(needs.Keys, want, slices.Equal) {
		t.Errorf("got %+v, want keys %q", needs, want)
	}
}

// TestPermissionPartition: ARNs are those of the partition of the region.
func TestPermissionPartition(t *testing.T) {
	t.Parallel()
	for region, want := range map[string]string{"": "aws", "eu-west-1": "aws", "us-gov-east-1": "aws-us-gov", "cn-north-1": "aws-cn", "eusc-de-east-1": "aws-eusc"} {
		needs := New(aws.Config{Region: region}).permission("GetHostedZone", "Z1")
		if got := "arn:" + want + ":route53:::hostedzone/Z1"; needs.Resources[0] != got {
			t.Errorf("%s: got %s, want %s", region, needs.Resources[0], got)
		}
	}
}
