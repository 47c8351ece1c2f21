package hostedzone

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestNewZoneHasSOAAndNS(t *testing.T) {
	t.Parallel()
	s := NewStore(newClock().now)
	z := s.CreateZone(account, "Example.COM", false)
	if z.Name != "example.com." || !strings.HasPrefix(z.ID, "Z") || len(z.ID) > 32 || len(z.NameServers) != 4 || z.RecordSets != 2 {
		t.Errorf("got zone %+v", z)
	}
	sets, ok := s.Sets(z.ID)
	if !ok || len(sets) != 2 || sets[0].Type != "NS" || len(sets[0].Values) != 4 || sets[1].Type != "SOA" || sets[1].TTL != 900 {
		t.Errorf("got sets %+v", sets)
	}
	if sets[0].Values[0] != z.NameServers[0]+"." {
		t.Errorf("NS %s is not name server %s", sets[0].Values[0], z.NameServers[0])
	}
}

func TestZonesAreTheAccountsOwn(t *testing.T) {
	t.Parallel()
	s := NewStore(newClock().now)
	first := s.CreateZone(account, "example.com", false)
	twin := s.CreateZone(account, "example.com", true)
	s.CreateZone("444455556666", "example.com", false)
	zones := s.Zones(account)
	if len(zones) != 2 || zones[0].ID != first.ID || zones[1].ID != twin.ID || first.ID == twin.ID {
		t.Errorf("got %+v", zones)
	}
	if len(twin.NameServers) != 0 || !twin.Private {
		t.Errorf("a private zone is %+v", twin)
	}
	s.DeleteZone(first.ID)
	if _, ok := s.Zone(first.ID); ok || len(s.Zones(account)) != 1 {
		t.Error("a deleted zone is still there")
	}
	if _, ok := s.Sets(first.ID); ok || s.Dump(first.ID) != "" {
		t.Error("a deleted zone still has sets")
	}
}

func TestSetsAreInReversedLabelOrder(t *testing.T) {
	t.Parallel()
	s, z := newZone(t,
		simple("www.example.com", "A", "192.0.2.1"),
		simple("a.b.example.com", "TXT", `"x"`),
		simple("b.example.com", "MX", "10 a.b"),
		simple("b.example.com", "A", "192.0.2.1"),
		simple("b-c.example.com", "A", "192.0.2.1"),
		simple("_dmarc.example.com", "TXT", `"x"`),
		simple("*.example.com", "A", "192.0.2.1"),
		simple("0.example.com", "A", "192.0.2.1"),
		weighted("w.example.com", "A", "b", 1, "192.0.2.1"),
		weighted("w.example.com", "A", "a", 1, "192.0.2.1"),
	)
	sets, _ := s.Sets(z.ID)
	var got []string
	for _, set := range sets {
		got = append(got, strings.TrimSpace(set.Name+" "+set.Type+" "+set.identifier()))
	}
	want := []string{
		"example.com. NS", "example.com. SOA", "0.example.com. A", `\052.example.com. A`, "_dmarc.example.com. TXT",
		"b-c.example.com. A", "b.example.com. A", "b.example.com. MX", "a.b.example.com. TXT",
		"w.example.com. A a", "w.example.com. A b", "www.example.com. A",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestPageStartsAtALowerBound(t *testing.T) {
	t.Parallel()
	s, z := newZone(t, simple("b.example.com", "A", "192.0.2.1"), simple("b.example.com", "TXT", `"x"`), simple("d.example.com", "A", "192.0.2.1"))
	tests := map[string]struct {
		start Key
		limit int
		want  string // the sets, and after a bar what follows
	}{
		"no start begins at the apex":              {Key{}, 2, "example.com. NS,example.com. SOA|b.example.com. A"},
		"the start itself is in the page":          {Key{Name: "b.example.com.", Type: "TXT"}, 1, "b.example.com. TXT|d.example.com. A"},
		"a type that is absent begins at the next": {Key{Name: "b.example.com.", Type: "MX"}, 1, "b.example.com. TXT|d.example.com. A"},
		"a name that is absent begins at the next": {Key{Name: "c.example.com."}, 1, "d.example.com. A|"},
		"a start after the end is an empty page":   {Key{Name: "e.example.com."}, 9, "|"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sets, next, ok := s.Page(z.ID, test.start, test.limit)
			var names []string
			for _, set := range sets {
				names = append(names, set.Name+" "+set.Type)
			}
			got := strings.Join(names, ",") + "|"
			if next != nil {
				got += next.Name + " " + next.Type
			}
			if !ok || got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func TestTampering(t *testing.T) {
	t.Parallel()
	s, z := newZone(t, weighted("x.example.com", "A", "a", 1, "192.0.2.1"), weighted("x.example.com", "A", "b", 1, "192.0.2.2"))
	own := ownSets(s, z)
	if got := strings.Count(strings.TrimPrefix(s.Dump(z.ID), own), "\n"); got != 2 {
		t.Errorf("two weighted sets are %d lines", got)
	}
	if err := s.Put(z.ID, simple("X.example.com", "A", "not an address")); err != nil {
		t.Fatal(err)
	}
	if got, want := strings.TrimPrefix(s.Dump(z.ID), own), "x.example.com. 300 A not an address\n"; got != want {
		t.Errorf("Put of a simple set left %q, want %q", got, want)
	}
	if err := s.Put(z.ID, weighted("x.example.com", "A", "a", 1, "192.0.2.1")); err != nil {
		t.Fatal(err)
	}
	if got := strings.TrimPrefix(s.Dump(z.ID), own); strings.Contains(got, "not an address") {
		t.Errorf("Put of a weighted set left the simple one: %q", got)
	}
	if err := s.Remove(z.ID, "X.EXAMPLE.com.", "A"); err != nil || s.Dump(z.ID) != own {
		t.Errorf("after Remove: %v, %q", err, s.Dump(z.ID))
	}
	if err := s.Remove(z.ID, "x.example.com", "A"); err != nil {
		t.Errorf("Remove of nothing: %v", err)
	}
	if nameErr := (*NameError)(nil); !errors.As(s.Put(z.ID, simple("a..b", "A")), &nameErr) {
		t.Error("Put takes a name that is none")
	}
}

func TestSetsHandsOutCopies(t *testing.T) {
	t.Parallel()
	s, z := newZone(t, weighted("x.example.com", "A", "a", 1, "192.0.2.1"))
	before := s.Dump(z.ID)
	sets, _ := s.Sets(z.ID)
	for i := range sets {
		sets[i].Values[0] = "changed"
		if sets[i].Routing != nil {
			sets[i].Routing.Weight = 9
		}
	}
	if s.Dump(z.ID) != before {
		t.Error("a caller changed the zone through what Sets returned")
	}
}

func TestDumpSortsTheValuesOfASet(t *testing.T) {
	t.Parallel()
	s, z := newZone(t, simple("x.example.com", "A", "192.0.2.2", "192.0.2.1"))
	other, twin := newZone(t, simple("x.example.com", "A", "192.0.2.1", "192.0.2.2"))
	if s.Dump(z.ID) != other.Dump(twin.ID) || !strings.HasSuffix(s.Dump(z.ID), "x.example.com. 300 A 192.0.2.1\nx.example.com. 300 A 192.0.2.2\n") {
		t.Errorf("got\n%s", s.Dump(z.ID))
	}
}

func TestChangeBecomesInsync(t *testing.T) {
	t.Parallel()
	clock := newClock()
	s := NewStore(clock.now)
	z := s.CreateZone(account, "example.com", false)
	s.SetInsyncDelay(30 * time.Second)
	info, err := s.Submit(z.ID, "why", batch(upsert(simple("x.example.com", "A", "192.0.2.1"))))
	if err != nil || info.Status != Pending || !strings.HasPrefix(info.ID, "C") || info.Comment != "why" || !info.SubmittedAt.Equal(clock.at) {
		t.Fatalf("got %+v, %v", info, err)
	}
	for _, step := range []struct {
		wait time.Duration
		want Status
	}{{0, Pending}, {29 * time.Second, Pending}, {time.Second, Insync}} {
		clock.at = clock.at.Add(step.wait)
		if got, err := s.GetChange(info.ID); err != nil || got.Status != step.want || got.Comment != "why" {
			t.Errorf("after %v more: got %+v, %v, want %s", step.wait, got, err, step.want)
		}
	}
	s.SetInsyncDelay(0)
	info, err = s.Change(z.ID, batch(upsert(simple("x.example.com", "A", "192.0.2.1"))))
	if err != nil || info.Status != Pending {
		t.Fatalf("got %+v, %v", info, err)
	}
	if got, err := s.GetChange(info.ID); err != nil || got.Status != Insync {
		t.Errorf("without delay: got %+v, %v", got, err)
	}
}

func TestBusyZoneRefusesChanges(t *testing.T) {
	t.Parallel()
	clock := newClock()
	s := NewStore(clock.now)
	busy, idle := s.CreateZone(account, "example.com", false), s.CreateZone(account, "example.net", false)
	s.SetProcessingTime(5 * time.Second)
	send := func(z Zone) error {
		_, err := s.Change(z.ID, batch(upsert(simple("x."+z.Name, "A", "192.0.2.1"))))
		return err
	}
	if err := send(busy); err != nil {
		t.Fatal(err)
	}
	const want = "PriorRequestNotComplete: The request was rejected because Route 53 was still processing a prior request."
	if err := send(busy); err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	if err := send(idle); err != nil {
		t.Errorf("another zone is held up: %v", err)
	}
	clock.at = clock.at.Add(5 * time.Second)
	if err := send(busy); err != nil {
		t.Errorf("after the processing time: %v", err)
	}
}

func TestOpenAndCloseZone(t *testing.T) {
	t.Parallel()
	s := NewStore(newClock().now)
	wanted := Zone{Account: account, Name: "Example.com", CallerReference: "r1", Comment: "c"}
	z, info, err := s.OpenZone(wanted)
	if err != nil || z.Name != "example.com." || z.Comment != "c" || info.Status != Pending {
		t.Fatalf("got %+v, %+v, %v", z, info, err)
	}
	code := func(err error) string {
		if refusal := (*Error)(nil); errors.As(err, &refusal) {
			return refusal.Code
		}
		return fmt.Sprint(err)
	}
	if _, _, err := s.OpenZone(wanted); code(err) != CodeHostedZoneAlreadyExists {
		t.Errorf("a caller reference twice: got %v", err)
	}
	if _, _, err := s.OpenZone(Zone{Account: account, Name: "a..b", CallerReference: "r2"}); code(err) != CodeInvalidDomainName {
		t.Errorf("a bad name: got %v", err)
	}
	if _, _, err := s.OpenZone(Zone{Account: account, Name: "a.b"}); code(err) != CodeInvalidInput {
		t.Errorf("no caller reference: got %v", err)
	}
	if err := s.Put(z.ID, simple("x.example.com", "A", "192.0.2.1")); err != nil {
		t.Fatal(err)
	}
	if _, err := s.CloseZone(z.ID); code(err) != CodeHostedZoneNotEmpty {
		t.Errorf("a zone with records: got %v", err)
	}
	if err := s.Remove(z.ID, "x.example.com", "A"); err != nil {
		t.Fatal(err)
	}
	if _, err := s.CloseZone(z.ID); err != nil {
		t.Errorf("an empty zone: got %v", err)
	}
	if _, err := s.CloseZone(z.ID); code(err) != CodeNoSuchHostedZone {
		t.Errorf("a closed zone: got %v", err)
	}
}

func TestStoreIsSafeForConcurrentUse(t *testing.T) {
	t.Parallel()
	s, z := newZone(t)
	var group sync.WaitGroup
	for i := range 20 {
		group.Go(func() {
			set := simple(fmt.Sprintf("n%d.example.com", i), "A", "192.0.2.1")
			if _, err := s.Change(z.ID, batch(create(set))); err != nil {
				t.Error(err)
			}
			s.Lookup(set.Name, "A")
			s.Dump(z.ID)
			s.Zones(account)
		})
	}
	group.Wait()
	if sets, _ := s.Sets(z.ID); len(sets) != 22 {
		t.Errorf("%d sets after 20 creates", len(sets))
	}
}
