package report

import (
	"cmp"
	"net/netip"
	"slices"
)

// Tally counts messages in two ways; each adds up to Messages.
type Tally struct {
	// Messages is all of them.
	Messages int64
	// Both is aligned by DKIM and by SPF; DMARC passes.
	Both int64
	// DKIMOnly is aligned by DKIM alone; DMARC passes.
	DKIMOnly int64
	// SPFOnly is aligned by SPF alone; DMARC passes, but not behind a
	// forwarder.
	SPFOnly int64
	// Neither is not aligned; DMARC fails.
	Neither int64

	// None had no action taken: the dispositions none and pass.
	None int64
	// Quarantined was marked as suspicious.
	Quarantined int64
	// Rejected was refused.
	Rejected int64
	// Other has a disposition no RFC defines.
	Other int64
}

// Aligned is the number of messages that pass DMARC.
func (t Tally) Aligned() int64 { return t.Both + t.DKIMOnly + t.SPFOnly }

// Source is what one address sent.
type Source struct {
	// IP is the connecting address.
	IP netip.Addr
	Tally
}

// Totals is a report added up.
type Totals struct {
	Tally
	// Sources are the addresses, those with most messages first.
	Sources []Source
}

// Totals adds up the rows of the report by source, alignment and disposition.
func (f Feedback) Totals() Totals {
	var t Totals
	place := make(map[netip.Addr]int, len(f.Rows))
	for _, row := range f.Rows {
		i, known := place[row.SourceIP]
		if !known {
			i = len(t.Sources)
			place[row.SourceIP] = i
			t.Sources = append(t.Sources, Source{IP: row.SourceIP})
		}
		t.Sources[i].add(row)
		t.add(row)
	}
	slices.SortFunc(t.Sources, func(a, b Source) int {
		return cmp.Or(cmp.Compare(b.Messages, a.Messages), a.IP.Compare(b.IP))
	})
	return t
}

func (t *Tally) add(row Row) {
	t.Messages += row.Count
	switch {
	case row.DKIMAligned && row.SPFAligned:
		t.Both += row.Count
	case row.DKIMAligned:
		t.DKIMOnly += row.Count
	case row.SPFAligned:
		t.SPFOnly += row.Count
	default:
		t.Neither += row.Count
	}
	switch row.Disposition {
	case None, Pass:
		t.None += row.Count
	case Quarantine:
		t.Quarantined += row.Count
	case Reject:
		t.Rejected += row.Count
	default:
		t.Other += row.Count
	}
}
