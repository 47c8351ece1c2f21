package route53

import (
	"context"
	"time"

	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// traffic is what the resources of this process do with one zone: they read
// what others have read, and write together.
type traffic struct {
	reads  reads
	writes writes
}

// apply makes the changes of one caller, by request.
func (t *traffic) apply(ctx context.Context, changes batch, request sender) (reconcile.ChangeID, error) {
	return t.writes.submit(ctx, changes, func(ctx context.Context, b batch) (reconcile.ChangeID, error) {
		change, err := request(ctx, b)
		t.reads.wrote(b, err)
		return change, err
	})
}

// shared returns what callers share who read or write the zone with an id.
func (z *Zones) shared(id string) *traffic {
	z.mu.Lock()
	defer z.mu.Unlock()
	t, ok := z.byID[id]
	if !ok {
		t = &traffic{reads: reads{now: z.now}}
		z.byID[id] = t
	}
	return t
}

// imageLimit is how many octets the images of all zones may take together. A
// full zone of the default quota, 10,000 sets, takes about a fifth of it.
const imageLimit = 16 << 20

// spare keeps the images of all zones within a limit, but for that of the zone
// that was just read: those that nobody has looked at for longest are forgotten.
// To read them again costs calls, which is better than memory without bound in
// an account of many zones.
func (z *Zones) spare(limit int) {
	for total, oldest := z.images(); total > limit && oldest != nil; total, oldest = z.images() {
		oldest.forget()
	}
}

// images returns what all images take together, and the one that was used
// least recently, nil if not more than one takes anything.
func (z *Zones) images() (total int, oldest *reads) {
	z.mu.Lock()
	defer z.mu.Unlock()
	var since time.Time
	filled := 0
	for _, t := range z.byID {
		octets, used := t.reads.size()
		if octets == 0 {
			continue
		}
		total += octets
		filled++
		if oldest == nil || used.Before(since) {
			oldest, since = &t.reads, used
		}
	}
	if filled < 2 {
		return total, nil
	}
	return total, oldest
}

// setsAt returns what stands at places of a zone; see reads.
func (z *Zones) setsAt(ctx context.Context, id string, first place, at []place) ([]rr.Set, error) {
	read := false
	sets, err := z.shared(id).reads.sets(ctx, first, at, func(ctx context.Context, from place) (page, error) {
		read = true
		return z.read(ctx, id, from)
	})
	if read {
		z.spare(imageLimit)
	}
	return sets, err
}
