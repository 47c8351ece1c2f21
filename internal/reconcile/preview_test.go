package reconcile_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile/reconciletest"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

func TestPreview(t *testing.T) {
	t.Parallel()
	b := applied(t, wish(noMailFrom), others()...)
	before := b.Zones.All(zoneA)
	identity := b.Identities.Peek(domain)
	want := mailauth.Records(spec(func(s *mailauth.Spec) { s.DMARC.Text = quarantine }), identity.DKIM.Facts())
	forecast, err := b.Reconciler().Preview(t.Context(), *zone(zoneA), want, b.managed, false)
	if err != nil || len(forecast.Adopted) != 0 {
		t.Fatalf("Preview = %+v, %v", forecast, err)
	}
	var got []string
	for _, s := range forecast.Sets {
		got = append(got, s.Key.String()+" "+setLine(&s))
	}
	if diff := cmp.Diff([]string{
		"CNAME abc1._domainkey.example.org 300 abc1.dkim.amazonses.com.",
		"CNAME def1._domainkey.example.org 300 def1.dkim.amazonses.com.",
		"CNAME ghi1._domainkey.example.org 300 ghi1.dkim.amazonses.com.",
		"MX mail.example.org 60 [10 feedback-smtp.eu-west-1.amazonses.com]",
		"TXT mail.example.org 300 " + mailauth.DefaultMailFromSPF,
		"TXT _dmarc.example.org 60 [" + site + "] + [" + site2 + "] + " + quarantine,
	}, got); diff != "" {
		t.Errorf("forecast (-want +got):\n%s", diff)
	}
	b.calls(t, "Sets")
	sameSets(t, before, b.Zones.All(zoneA))
}

func TestPreviewFails(t *testing.T) {
	t.Parallel()
	b := newBundle(set("_dmarc.example.org", rr.TXT, 60, quarantine))
	want := mailauth.Records(spec(), mailauth.Facts{})
	var conflict *reconcile.ConflictError
	if _, err := b.Reconciler().Preview(t.Context(), *zone(zoneA), want, reconcile.Managed{}, false); !errors.As(err, &conflict) {
		t.Errorf("Preview = %v, want a conflict", err)
	}
	if _, err := b.Reconciler().Preview(t.Context(), *zone("gone"), want, reconcile.Managed{}, false); !errors.Is(err, reconcile.ErrZoneNotFound) {
		t.Errorf("Preview = %v, want ErrZoneNotFound", err)
	}
}

func TestZoneFor(t *testing.T) {
	t.Parallel()
	w := reconciletest.NewWorld(
		reconcile.Zone{ID: "Z1", Name: "example.org"},
		reconcile.Zone{ID: "Z2", Name: "a.example.org"},
		reconcile.Zone{ID: "Z3", Name: "a.example.org", Private: true},
	)
	unfit := func(err error) bool {
		var e *reconcile.UnfitZoneError
		return errors.As(err, &e)
	}
	for name, tc := range map[string]struct {
		domain   rr.Name
		id, want string
		fails    func(error) bool
	}{
		"no zone is asked for: the nearest public one": {"a.example.org", "", "Z2", nil},
		"a zone further up":                            {"a.example.org", "Z1", "Z1", nil},
		"a zone that does not hold the domain":         {"b.example.org", "Z2", "", unfit},
		"a zone whose name only ends the domain":       {"notexample.org", "Z1", "", unfit},
		"a private zone":                               {"a.example.org", "Z3", "", unfit},
		"a zone that is gone": {"example.org", "Z9", "", func(err error) bool {
			return errors.Is(err, reconcile.ErrZoneNotFound)
		}},
		"no zone holds the domain": {"example.net", "", "", func(err error) bool {
			var e *reconcile.NoZoneError
			return errors.As(err, &e)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := w.Reconciler().ZoneFor(t.Context(), tc.domain, tc.id)
			if got.ID != tc.want || (err != nil) != (tc.fails != nil) || tc.fails != nil && !tc.fails(err) {
				t.Errorf("ZoneFor(%s, %q) = %+v, %v, want %q", tc.domain, tc.id, got, err, tc.want)
			}
		})
	}
}

func TestAlone(t *testing.T) {
	t.Parallel()
	got := reconcile.Alone(
		records{dmarcRecord(none), spfRecord("v=spf1 -all"), mxRecord("10 mx.example.org"), dkimRecord(mailauth.DKIM1, "tok")},
		[]rr.Set{
			set("_dmarc.example.org", rr.TXT, 60, none, quarantine),
			set("example.org", rr.TXT, 60, site, "v=spf1 -all"),
			set("mail.example.org", rr.MX, 60, "10 mx.example.net"),
		},
	)
	if want := []mailauth.Kind{mailauth.DMARCPolicy, mailauth.MailFromMX}; !slices.Equal(got, want) {
		t.Errorf("Alone = %v, want %v", got, want)
	}
}
