package account_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
)

const put, suppress = "PutAccountDetails", "PutAccountSuppressionAttributes"

// TestAccount_observed: an account that is only named is shown and left alone.
func TestAccount_observed(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	_, plan := s.plans(s.Nothing(), map[string]any{})
	s.is(plan.State, "review_status", "")
	if want := `"BOUNCE", "COMPLAINT"`; !strings.Contains(plan.State.String(), "suppressed_reasons") || plan.Warnings != "" {
		t.Errorf("the plan %s does not show %s, or says %s", plan.State, want, plan.Warnings)
	}
	in := s.takes(map[string]any{})
	s.is(in.State, "region", acctest.Region)
	s.is(in.State, "account_id", fakeaws.DefaultAccount)
	s.rests(in, map[string]any{})
	_, plan = s.plans(in, nil)
	if plan.Warnings != "" {
		t.Errorf("a destroy that does nothing says %s", plan.Warnings)
	}
	s.Apply(in, s.Nothing().State)
	s.wantWrites()
}

// TestAccount_request goes the way of a request that is granted.
func TestAccount_request(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	_, plan := s.plans(s.Nothing(), request())
	s.unknown(plan.State, "review_status")
	in := s.takes(request())
	s.wantWrites(put)
	s.is(in.State, "review_status", "PENDING")
	s.is(s.Members(in.State)["production_access"], "contact_language", "EN")
	s.rests(in, request())

	other := request(map[string]any{"use_case_description": "Newsletters."})
	_, plan = s.plans(in, other)
	s.wantText("a change under review", plan.Warnings, "under review", "case-123456789012-eu-west-1", "will be refused")
	same, said := s.ApplyChange(t.Context(), in, plan)
	s.wantText("its apply", said, "AWS takes no request for production access now", "ConflictException", "says PENDING", "To fix: ")
	s.is(s.Members(same.State)["production_access"], "use_case_description", "Receipts.")
	s.ResetCalls()

	s.Account.Review(acctest.Region, "GRANTED")
	s.rests(in, request())
	in, plan = s.plans(in, other)
	s.is(in.State, "review_status", "GRANTED")
	s.wantText("a change after it was granted", plan.Warnings, "Request for production access is not sent")
	in, said = s.ApplyChange(t.Context(), in, plan)
	if said != "" {
		t.Errorf("a change after it was granted: %s", said)
	}
	s.rests(in, other)
	s.rests(in, map[string]any{})
	_, plan = s.plans(in, nil)
	s.wantText("the plan of a destroy", plan.Warnings, "Production access stays", "only forgotten")
	s.Apply(in, s.Nothing().State)
	s.wantWrites()
	if s.Account.InSandbox(acctest.Region) {
		t.Error("the destroy put the account into the sandbox")
	}
}

// TestAccount_overtaken: what was granted between plan and apply is not asked
// for.
func TestAccount_overtaken(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	_, plan := s.plans(s.Nothing(), request())
	s.Account.RequestProduction(acctest.Region)
	s.Account.Review(acctest.Region, "GRANTED")
	in, said := s.ApplyChange(t.Context(), s.Nothing(), plan)
	if s.wantWrites(); said != "" {
		t.Errorf("the apply says %s", said)
	}
	s.is(in.State, "review_status", "GRANTED")
	s.rests(in, request())
}

// TestAccount_review: what becomes of a request that AWS has not granted.
func TestAccount_review(t *testing.T) {
	t.Parallel()
	contacts := request(map[string]any{"additional_contact_emails": []string{"a@example.org", "b@example.org"}, "contact_language": "JA"})
	for name, tc := range map[string]struct {
		status string
		change map[string]any
		says   string
		writes []string
	}{
		"one that AWS did not receive is sent again":        {status: "FAILED", change: contacts, writes: []string{put}},
		"one that is denied is told of, and not sent again": {status: "DENIED", change: contacts, says: "AWS has denied production access"},
		"one that is denied and changed is sent again":      {status: "DENIED", change: request(), writes: nil, says: "denied"},
		"one that is denied and has another text is sent":   {status: "DENIED", change: request(map[string]any{"use_case_description": "More."}), writes: []string{put}},
		"one that is under review stays":                    {status: "PENDING", change: contacts},
		"one that is left out stays":                        {status: "DENIED", change: map[string]any{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			in := s.takes(contacts)
			s.wantWrites(put)
			s.Account.Review(acctest.Region, tc.status)
			in, plan := s.plans(in, tc.change)
			s.wantText("the plan", plan.Warnings, tc.says)
			in, said := s.ApplyChange(t.Context(), in, plan)
			if said != "" {
				t.Errorf("the apply says %s", said)
			}
			s.wantWrites(tc.writes...)
			if len(tc.writes) > 0 {
				s.is(in.State, "review_status", "PENDING")
			}
			if now, plan := s.plans(in, tc.change); !plan.Equal(now) {
				t.Errorf("it plans again: %s for %s", plan.State, now.State)
			}
		})
	}
}

// TestAccount_adopted: what somebody else has asked for is taken over without
// another request.
func TestAccount_adopted(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		status string
		given  map[string]any
		says   string
		writes []string
	}{
		"the same, under review":             {status: "PENDING", given: request()},
		"another one, when it is granted":    {status: "GRANTED", given: request(map[string]any{"mail_type": "MARKETING"}), says: "is not sent"},
		"the same, when it is granted":       {status: "GRANTED", given: request()},
		"the same, when it was not received": {status: "FAILED", given: request(), writes: []string{put}},
		"another one, when it was denied":    {status: "DENIED", given: request(map[string]any{"mail_type": "MARKETING"}), writes: []string{put}},
		"left out":                           {status: "PENDING", given: map[string]any{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			s.takes(request(map[string]any{"additional_contact_emails": []string{"a@example.org"}}))
			s.Account.Review(acctest.Region, tc.status)
			s.ResetCalls()
			_, plan := s.plans(s.Nothing(), tc.given)
			if s.wantText("the plan", plan.Warnings, tc.says); tc.says == "" && plan.Warnings != "" {
				t.Errorf("the plan says %s", plan.Warnings)
			}
			in, said := s.ApplyChange(t.Context(), s.Nothing(), plan)
			if said != "" {
				t.Errorf("the apply says %s", said)
			}
			s.wantWrites(tc.writes...)
			s.rests(in, tc.given)
		})
	}
}

// TestAccount_reasons: they are replaced in sight, drift is put right, and a
// destroy puts back what stood.
func TestAccount_reasons(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	stand := func(want ...string) {
		t.Helper()
		if got := s.Account.SuppressedReasons(acctest.Region); !slices.Equal(got, want) {
			t.Errorf("the reasons are %q, want %q", got, want)
		}
	}
	_, plan := s.plans(s.Nothing(), reasons("BOUNCE"))
	s.wantText("the plan", plan.Warnings, "are replaced", "for: BOUNCE and COMPLAINT. This apply makes it: BOUNCE.")
	in := s.takes(reasons("BOUNCE"))
	stand("BOUNCE")
	s.rests(in, reasons("BOUNCE"))

	s.Account.SetSuppressedReasons(acctest.Region, "COMPLAINT")
	in, plan = s.plans(in, reasons("BOUNCE"))
	if plan.Equal(in) {
		t.Error("drift is not planned")
	}
	in, _ = s.ApplyChange(t.Context(), in, plan)
	stand("BOUNCE")

	in, said := s.Apply(in, s.Config(reasons()))
	if stand(); said != "" {
		t.Errorf("to suppress nothing says %s", said)
	}
	s.rests(in, reasons())
	_, plan = s.plans(in, nil)
	s.wantText("the plan of a destroy", plan.Warnings, "as before the first apply, for: BOUNCE and")
	s.Apply(in, s.Nothing().State)
	stand("BOUNCE", "COMPLAINT")
}

// TestAccount_reasonsOfOthers: a destroy leaves what somebody else has set, and
// what was not configured any more.
func TestAccount_reasonsOfOthers(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	in := s.takes(reasons("BOUNCE"))
	s.Account.SetSuppressedReasons(acctest.Region)
	_, said := s.Apply(in, s.Nothing().State)
	s.wantText("the destroy", said, "left as they are", "made them BOUNCE", "made them none since", "--region eu-west-1 --suppressed-reasons BOUNCE COMPLAINT")

	in = s.takes(reasons("COMPLAINT"))
	in, _ = s.Apply(in, s.Config(map[string]any{}))
	s.rests(in, map[string]any{})
	s.ResetCalls()
	_, said = s.Apply(in, s.Nothing().State)
	s.wantWrites()
	if said != "" {
		t.Errorf("the destroy of what is not configured says %s", said)
	}
}

// TestAccount_halfway: what a create that failed has reached is found by the
// next one.
func TestAccount_halfway(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	both := request()
	both["suppressed_reasons"] = []string{"BOUNCE"}
	s.Account.Deny("ses:" + suppress)
	in, said := s.Apply(s.Nothing(), s.Config(both))
	s.wantText("the create", said, "set the suppression reasons", `"Action": "ses:PutAccountSuppressionAttributes"`, `"Resource": "*"`)
	if !in.State.IsNull() {
		t.Errorf("it kept %s", in.State)
	}
	s.Account.Allow("ses:" + suppress)
	s.ResetCalls()
	in = s.takes(both)
	s.wantWrites(suppress)
	s.rests(in, both)
}

// TestAccount_notAnswered: nothing is concluded from no answer.
func TestAccount_notAnswered(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	in := s.takes(request())
	s.Account.Deny("ses:GetAccount")
	const doing, fix = "read the account in eu-west-1", `"Action": "ses:GetAccount"`
	same, said := s.Read(in)
	if s.wantText("the refresh", said, doing, fix); !same.State.Equal(in.State) {
		t.Error("the state has changed")
	}
	_, said = s.Plan(s.Nothing(), s.Config(request()))
	s.wantText("the plan", said, doing, fix)
	_, said = s.ReadData("mailauth_account", nil)
	s.wantText("the data source", said, doing, fix)
}

func TestAccount_import(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	s.takes(request())
	in, said := s.Import(map[string]string{"region": acctest.Region})
	if said != "" {
		t.Fatal(said)
	}
	in, said = s.Read(in)
	if said != "" {
		t.Fatal(said)
	}
	if in.Identity["region"] != acctest.Region || in.Identity["account_id"] != fakeaws.DefaultAccount {
		t.Errorf("the identity is %v", in.Identity)
	}
	for name, config := range map[string]tftypes.Value{"written": s.Config(request()), "generated": s.Generated(in.State)} {
		if planned, said := s.Plan(in, config); said != "" || !planned.Equal(in.State) {
			t.Errorf("the configuration that is %s plans %s, %s", name, planned, said)
		}
	}
	if byID, said := s.ImportID(acctest.Region); said != "" || byID.Identity["region"] != acctest.Region {
		t.Errorf("by id it imports %v, and says %s", byID.Identity, said)
	}
	_, said = s.ImportID("Ireland")
	s.wantText("a name that is no region", said, "Import id is not a region", "terraform import mailauth_account.this eu-west-1")
	_, said = s.Import(map[string]string{"region": acctest.Region, "account_id": "999999999999"})
	s.wantText("another account", said, "Another account", "999999999999", fakeaws.DefaultAccount)
}

// TestAccount_regions: each region is one of its own, and a change of region
// leaves the one before.
func TestAccount_regions(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	s.Account.Review("us-east-1", "GRANTED")
	s.Account.Review(acctest.Region, "GRANTED")
	in := s.takes(map[string]any{})
	_, plan := s.plans(in, map[string]any{"region": "us-east-1"})
	if !plan.Replace {
		t.Error("a change of region replaces nothing")
	}
	s.wantText("the replacement", plan.Warnings, "The account in eu-west-1 is only forgotten")
}

// TestAccount_unknown: what is not known at plan is open in it, and closed by
// the apply.
func TestAccount_unknown(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	config := s.Config(request())
	members := s.Members(config)
	inside := s.Members(members["production_access"])
	inside["website_url"] = tftypes.NewValue(tftypes.String, tftypes.UnknownValue)
	members["production_access"] = tftypes.NewValue(members["production_access"].Type(), inside)
	plan, said := s.PlanChange(t.Context(), s.Nothing(), tftypes.NewValue(s.Type(), members))
	if said != "" {
		t.Fatal(said)
	}
	s.unknown(plan.State, "review_status")
	members["region"] = tftypes.NewValue(tftypes.String, tftypes.UnknownValue)
	s.ResetCalls()
	plan, said = s.PlanChange(t.Context(), s.Nothing(), tftypes.NewValue(s.Type(), members))
	if s.unknown(plan.State, "suppressed_reasons"); said != "" || s.Calls()["ses:GetAccount"] != 0 {
		t.Errorf("in an unknown region it asks %v, and says %s", s.Calls(), said)
	}
	in, said := s.ApplyChange(t.Context(), s.Nothing(), plan.Now(s.Config(request())))
	if said != "" {
		t.Fatal(said)
	}
	s.is(in.State, "review_status", "PENDING")
	s.is(in.State, "region", acctest.Region)
	s.rests(in, request())
}
