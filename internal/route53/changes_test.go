package route53

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/hostedzone"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/route53api"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

func cname(name, target rr.Name) *rr.Set {
	return &rr.Set{Key: rr.Key{Name: name, Type: rr.CNAME}, TTL: 300, Values: []rr.Value{{Text: string(target)}}}
}

func TestPackOrdersChanges(t *testing.T) {
	t.Parallel()
	b, err := pack("Z1", []reconcile.Change{
		{New: txt("mail.example.org", "new")},
		{New: txt("_dmarc.example.org", "p")},
		{Old: txt("example.org", "old"), New: txt("example.org", "new")},
		{Old: cname("mail.example.org", "vendor.example")},
	})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range b {
		got = append(got, strings.Join([]string{string(c.Action), string(c.ResourceRecordSet.Type), *c.ResourceRecordSet.Name}, " "))
	}
	want := []string{
		"DELETE TXT example.org.", "CREATE TXT example.org.",
		"CREATE TXT _dmarc.example.org.",
		"DELETE CNAME mail.example.org.", "CREATE TXT mail.example.org.",
	}
	if !cmp.Equal(got, want) {
		t.Errorf("order differs: %s", cmp.Diff(want, got))
	}
}

func TestPackRefuses(t *testing.T) {
	t.Parallel()
	alias := txt("a.example.org", "x")
	alias.Routing = "alias to b.example.org"
	long := txt("a.example.org")
	for range 9 {
		long.Values = append(long.Values, rr.Value{Text: strings.Repeat("x", 3900)})
	}
	tests := map[string]struct {
		change reconcile.Change
		want   string
	}{
		"a change of nothing":              {reconcile.Change{}, "from nothing to nothing"},
		"a change of one set into another": {reconcile.Change{Old: txt("a.example.org", "x"), New: txt("b.example.org", "x")}, "change of TXT a.example.org to another set"},
		"a set with more than its values":  {reconcile.Change{Old: alias}, "alias to b.example.org"},
		"its making":                       {reconcile.Change{New: alias}, "alias to b.example.org"},
		"more characters than one request": {reconcile.Change{New: long}, "9 values with 35523 characters"},
		"more values than one set holds":   {reconcile.Change{New: txt("a.example.org", strings.Split(strings.Repeat("x,", 400), ",")...)}, "give TXT a.example.org in zone Z1 401 values, of which Route 53 takes 400"},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := pack("Z1", []reconcile.Change{tc.change}); err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("got %v, want an error with %q", err, tc.want)
			}
		})
	}
}

// TestPackNamesTheLargest tells who asks for too much which set it is.
func TestPackNamesTheLargest(t *testing.T) {
	t.Parallel()
	many := txt("b.example.org", strings.Split(strings.Repeat("x,", 398), ",")...)
	some := txt("a.example.org", strings.Split(strings.Repeat("x,", 198), ",")...)
	_, err := pack("Z1", []reconcile.Change{{New: txt("c.example.org", "x")}, {Old: many, New: many}, {Old: some, New: some}})
	if !errors.Is(err, reconcile.ErrTooLarge) || !strings.Contains(err.Error(), "1197 values") || !strings.Contains(err.Error(), "most are of TXT b.example.org") {
		t.Errorf("got %v", err)
	}
}

// TestApplyTouchesNothingElse writes into a set that holds values in spellings
// that this package would not choose.
func TestApplyTouchesNothingElse(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	foreign := []string{`"site-verification=\"\101\""  "b"`, `"\302\265" ""`}
	w.put(t, "mail.example.org", append(foreign, `"v=spf1 -all"`)...)
	old, err := w.Sets(t.Context(), w.zone, []rr.Name{"mail.example.org"})
	if err != nil {
		t.Fatal(err)
	}
	next := old[0].Clone()
	next.Values[2] = rr.Value{Text: `v=spf1 include:amazonses.com "~all"`}
	if _, err := w.Apply(t.Context(), w.zone, []reconcile.Change{{Old: &old[0], New: &next}}); err != nil {
		t.Fatal(err)
	}
	all, _ := w.store.Sets(w.zone.ID)
	got := all[len(all)-1]
	want := hostedzone.Set{Name: "mail.example.org.", Type: "TXT", TTL: 300, Values: append(foreign, `"v=spf1 include:amazonses.com \"~all\""`)}
	if !cmp.Equal(got, want) {
		t.Errorf("zone has %s", cmp.Diff(want, got))
	}
}

func TestApplyIsAllOrNothing(t *testing.T) {
	t.Parallel()
	for name, options := range map[string][]route53api.Option{
		"refusals in brackets": nil,
		"refusals in a list":   {route53api.LegacyErrors(func() bool { return true })},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, options...)
			w.put(t, "b.example.org", `"taken"`)
			before := w.store.Dump(w.zone.ID)
			_, err := w.Apply(t.Context(), w.zone, []reconcile.Change{
				{New: txt("a.example.org", "1")}, {New: txt("b.example.org", "1")}, {Old: txt("c.example.org", "1")},
			})
			var api *reconcile.APIError
			if !errors.Is(err, reconcile.ErrRefused) || !errors.As(err, &api) {
				t.Fatalf("got %v, want ErrRefused", err)
			}
			for _, part := range []string{"name='b.example.org.', type='TXT'] but it already exists", "name='c.example.org.', type='TXT'] but it was not found"} {
				if !strings.Contains(api.Message, part) {
					t.Errorf("message %q does not say %q", api.Message, part)
				}
			}
			if strings.HasPrefix(api.Message, "[") || api.Code != "InvalidChangeBatch" || api.Subject != w.zone.ID {
				t.Errorf("error is %+v", api)
			}
			if after := w.store.Dump(w.zone.ID); after != before {
				t.Errorf("zone changed: %s", cmp.Diff(before, after))
			}
		})
	}
}

func TestApplyReplacesACNAME(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if _, err := w.Apply(t.Context(), w.zone, []reconcile.Change{{New: cname("a.example.org", "b.example.net")}}); err != nil {
		t.Fatal(err)
	}
	mx := &rr.Set{Key: rr.Key{Name: "a.example.org", Type: rr.MX}, TTL: 60, Values: []rr.Value{{Text: "0 "}}}
	_, err := w.Apply(t.Context(), w.zone, []reconcile.Change{
		{New: txt("a.example.org", "1")}, {New: mx}, {Old: cname("a.example.org", "b.example.net")},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"a.example.org. 60 MX 0 .\n", "a.example.org. 300 TXT \"1\"\n"} {
		if dump := w.store.Dump(w.zone.ID); !strings.Contains(dump, line) {
			t.Errorf("zone lacks %q:\n%s", line, dump)
		}
	}
}

func TestApplyOfNothingAsksNothing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	id, err := w.Apply(t.Context(), w.zone, nil)
	if err == nil {
		err = w.Wait(t.Context(), id)
	}
	if err != nil || w.count("") != 0 {
		t.Errorf("no changes made a request, or %v", err)
	}
}

func TestApplyToAZoneThatIsGone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.store.DeleteZone(w.zone.ID)
	if _, err := w.Apply(t.Context(), w.zone, []reconcile.Change{{New: txt("a.example.org", "1")}}); !errors.Is(err, reconcile.ErrZoneNotFound) {
		t.Errorf("got %v, want ErrZoneNotFound", err)
	}
}
