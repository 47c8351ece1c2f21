package reconcile_test

import (
	"errors"
	"testing"
	"time"

	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
)

// TestErrorTexts has what people read.
func TestErrorTexts(t *testing.T) {
	t.Parallel()
	zones := []reconcile.Zone{{ID: "Z1", Name: "example.org"}, {ID: "Z2", Name: "example.org", Private: true}}
	for want, err := range map[string]error{
		"SES GetEmailIdentity for example.org: TooManyRequestsException: Rate exceeded": &reconcile.APIError{
			Service: "SES", Operation: "GetEmailIdentity", Subject: "example.org", Code: "TooManyRequestsException", Message: "Rate exceeded",
		},
		"SES GetEmailIdentity for example.org: connection reset": &reconcile.APIError{
			Service: "SES", Operation: "GetEmailIdentity", Subject: "example.org", Err: errNoAnswer,
		},
		"no public hosted zone holds example.org":               &reconcile.NoZoneError{Domain: "example.org"},
		"2 public hosted zones are named example.org: Z1, Z2":   &reconcile.AmbiguousZoneError{Domain: "a.example.org", Zones: zones},
		"zone Z1 is example.org, which does not hold a.example": &reconcile.UnfitZoneError{Domain: "a.example", Zone: zones[0]},
		"zone Z2 (example.org) is private":                      &reconcile.UnfitZoneError{Domain: "example.org", Zone: zones[1]},
		"refused (and undoing it: connection reset)":            &reconcile.RemainsError{Cause: errors.New("refused"), Undo: errNoAnswer},
		`TXT _dmarc.example.org: taken (found ["TXT a"]); TXT example.org: taken (found ["TXT b"])`: &reconcile.ConflictError{
			Conflicts: []reconcile.Conflict{
				{Wanted: dmarcRecord(none), Found: []string{"TXT a"}, Reason: "taken"},
				{Wanted: spfRecord(none), Found: []string{"TXT b"}, Reason: "taken"},
			},
		},
		`identity exists already; TXT example.org: taken (found ["TXT b"])`: &reconcile.ConflictError{
			Identity: true, Conflicts: []reconcile.Conflict{{Wanted: spfRecord(none), Found: []string{"TXT b"}, Reason: "taken"}},
		},
		"not verified after 1m30s: verification PENDING, DKIM FAILED, MAIL FROM not set": &reconcile.UnverifiedError{
			Identity: reconcile.Identity{VerificationStatus: "PENDING", DKIM: reconcile.DKIM{Status: "FAILED"}},
			Waited:   90*time.Second + time.Millisecond,
		},
	} {
		if got := err.Error(); got != want {
			t.Errorf("got  %q\nwant %q", got, want)
		}
	}
}

// TestErrorsUnwrap shows that an error tells both what it amounts to and where
// it came from.
func TestErrorsUnwrap(t *testing.T) {
	t.Parallel()
	err := error(&reconcile.RemainsError{
		Cause: &reconcile.APIError{Sentinel: reconcile.ErrRefused, Err: errNoAnswer}, Undo: reconcile.ErrNotFound,
	})
	for sentinel, want := range map[error]bool{
		reconcile.ErrRefused: true, errNoAnswer: true, reconcile.ErrNotFound: false, reconcile.ErrExists: false,
	} {
		if got := errors.Is(err, sentinel); got != want {
			t.Errorf("errors.Is(%v) = %t, want %t", sentinel, got, want)
		}
	}
}

// TestPace shows that the pace in use slows down, to half a minute at most.
func TestPace(t *testing.T) {
	t.Parallel()
	if p := reconcile.VerificationPace(); p.First <= 0 || p.Most != 30*time.Second || p.First >= p.Most {
		t.Errorf("VerificationPace = %+v", p)
	}
}
