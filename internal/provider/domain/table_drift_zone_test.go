package domain_test

import (
	"fmt"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
)

// driftOfZone has the rows whose hosted zone is gone, in a world of their own:
// two of them cannot be repaired before somebody makes a zone.
func driftOfZone(t *testing.T) []func(n int) string {
	t.Helper()
	const at = `records["dmarc"].values`
	rows := []driftRow{
		{what: "the hosted zone is deleted and made anew, with another id", at: at},
		{what: "the hosted zone is deleted", at: at},
		{what: "the hosted zone that zone_id names is deleted", at: at},
	}
	w := acctest.Start(t)
	places := make([]*place, len(rows))
	config := func(i int) string {
		if i == 2 {
			return places[i].resource(guarded + fmt.Sprintf("  zone_id = %q\n", places[i].zone.ID))
		}
		return places[i].resource(guarded)
	}
	whole := w.Provider()
	for i := range rows {
		name := fmt.Sprintf("z%d.example", i+1)
		places[i] = newPlace(t, w, w.Zone(t, name), fmt.Sprintf("z%d", i+1), name, false)
		whole += config(i)
	}
	cli := acctest.NewCLI(t, whole)
	cli.Apply().Want(t, 0, "3 added")
	before := make([]string, len(rows))
	for i, p := range places {
		p.tokens, before[i] = p.identity.View().DkimAttributes.Tokens, p.print()
		p.zone.Delete()
	}
	places[0].rezone(t, w)
	found := see(t, w, cli)
	cells := make([]driftCells, len(rows))
	for i, row := range rows {
		cells[i] = row.seen(t, places[i], found)
		cells[i].after = "0"
	}

	w.ResetCalls()
	refused := cli.Run("apply", "-input=false", "plan.out")
	refused.Want(t, 1, "Error: No hosted zone for the domain", "Error: Hosted zone does not exist")
	if state := shownState(t, cli); len(state) != len(rows) {
		t.Errorf("after the apply that could not repair all, the state has %d resources, want %d", len(state), len(rows))
	}
	cells[0].repair = places[0].requests(w.CallLog())
	cells[0].repaired = rows[0].repaired(t, places[0], before[0])

	places[1].rezone(t, w)
	places[2].rezone(t, w)
	cli.Config(w.Provider() + config(0) + config(1) + config(2))
	w.ResetCalls()
	cli.Apply().Want(t, 0, "0 added, 2 changed, 0 destroyed")
	log := w.CallLog()
	cli.Plan().Want(t, 0, "No changes")
	lines := make([]func(int) string, len(rows))
	for i, row := range rows {
		if i > 0 {
			cells[i].repair = places[i].requests(log)
			cells[i].repaired = "not yet: apply exits with 1 and an error of those words, and the state stays; with a new zone"
			if i == 2 {
				cells[i].repaired += " and its zone_id"
			}
			cells[i].repaired += ": " + row.repaired(t, places[i], before[i])
		}
		cells[i].others = row.others(t, places[i])
		lines[i] = func(n int) string { return cells[i].line(n, row.what) }
	}
	return lines
}

// rezone makes a zone like the one that is gone, with what others had in it.
func (p *place) rezone(t *testing.T, w *acctest.World) {
	t.Helper()
	anew := newPlace(t, w, w.Zone(t, p.name), p.block, p.name, p.alone)
	p.lost, p.zone, p.foreign = p.zone.ID, anew.zone, anew.foreign
}
