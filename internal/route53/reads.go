package route53

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// How long what was read of a zone is used again. Both bounds are about drift
// that others make meanwhile, which a later run then sees; a write that rests
// on an old read harms nothing, since it is a compare-and-swap and its refusal
// clears the image.
//
// Terraform looks at the resources of an estate one after the other, at the
// pace of SES's one request per second, and calls the result one plan. So as
// long as it goes on looking, its look at the zone counts as the same one, up
// to maxAge; when nobody has looked for maxIdle, the next one begins.
const (
	maxIdle = 15 * time.Second
	maxAge  = 5 * time.Minute
)

// reads lets all who read one zone share what they read. At any time one page
// is asked for; who needs something else waits for it and takes from it
// whatever is useful.
//
//	event                  | waiting callers            | image
//	page of this epoch     | take what they miss        | grows by the page
//	page of an older epoch | those take who came before | stays: the page may show
//	                       | the write ended            | the time before the write
//	error                  | as above, they get it      | everything is unknown
//	reader's context ends  | one of them reads          | stays
//	write accepted         | -                          | shows it; next epoch
//	write refused, or no   | -                          | everything is unknown; next epoch
//	answer to it           |                            |
type reads struct {
	now func() time.Time

	mu      sync.Mutex // guards everything below and the wants
	image   image
	epoch   uint64 // how many writes have ended
	used    time.Time
	waiting map[*want]struct{}
	landed  chan struct{} // of the page that is asked for, nil if none is
	// total is how many sets the zone was said to have, and what we have added
	// and removed since; 0 is not known.
	total int
	// crowd counts callers who had to wait since the image was empty, wasted
	// the pages that served none of them.
	crowd, wasted int
}

// want is what one caller still misses.
type want struct {
	epoch   uint64
	missing []place // in order
	found   map[place][]rr.Set
	err     error
}

// request is one page that is asked for.
type request struct {
	from   place
	epoch  uint64
	sent   time.Time
	landed chan struct{}
}

// sets returns what stands at places, with as few calls of read as it can: a
// page that covers several of them is read once, and from one page the next
// begins at the first place that it did not reach. first is the place of the
// zone itself.
func (r *reads) sets(ctx context.Context, first place, at []place, read func(context.Context, place) (page, error)) ([]rr.Set, error) {
	w := r.arrive(at)
	defer r.leave(w)
	for {
		req, others := r.turn(w, first)
		switch {
		case req != nil:
			if err := r.ask(ctx, req, read); err != nil {
				return nil, err
			}
		case others != nil:
			select {
			case <-others:
			case <-ctx.Done():
				return nil, context.Cause(ctx)
			}
		case w.err != nil:
			return nil, w.err
		default:
			return w.sets(at), nil
		}
	}
}

// arrive takes what is known and notes the rest.
func (r *reads) arrive(at []place) *want {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.now()
	if now.Sub(r.used) > maxIdle {
		r.clearLocked()
	}
	r.used = now
	r.image.expire(now.Add(-maxAge))
	w := &want{epoch: r.epoch, missing: slices.Clone(at), found: map[place][]rr.Set{}}
	w.take(r.image.sets)
	if len(w.missing) > 0 {
		if r.waiting == nil {
			r.waiting = map[*want]struct{}{}
		}
		r.waiting[w] = struct{}{}
		r.crowd++
	}
	return w
}

func (r *reads) leave(w *want) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.waiting, w)
}

// turn says what a caller does next: read a page, wait for others to have read
// one, or, if both are nil, return.
func (r *reads) turn(w *want, first place) (*request, <-chan struct{}) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case w.err != nil || len(w.missing) == 0:
		delete(r.waiting, w)
		return nil, nil
	case r.landed != nil:
		return nil, r.landed
	}
	r.landed = make(chan struct{})
	return &request{from: r.startLocked(w, first), epoch: r.epoch, sent: r.now(), landed: r.landed}, nil
}

// startLocked returns where to read next for all who wait: at the first place
// that anybody misses. For a crowd it is better to begin where the unknown
// stretch before it does, since others will miss what lies there; in a zone of
// P pages they then read P pages, one more at most for each time that reading
// began in the middle. But such a page may serve nobody, so each caller
// after the first entitles to one. Where all that is unknown fits on one page
// there is nothing to lose.
func (r *reads) startLocked(w *want, first place) place {
	from := w.missing[0]
	for other := range r.waiting {
		if len(other.missing) > 0 {
			from = min(from, other.missing[0])
		}
	}
	if r.restFitsLocked() || r.wasted < r.crowd-1 {
		return r.image.gap(from, first)
	}
	return from
}

// restFitsLocked reports whether as few sets are unknown as one page takes. It
// may be wrong where others write to the zone, which costs a page.
func (r *reads) restFitsLocked() bool {
	rest := r.total - r.image.count()
	return r.total > 0 && rest >= 0 && rest <= setsPerPage
}

// ask makes a request and lands it, even if read panics.
func (r *reads) ask(ctx context.Context, req *request, read func(context.Context, place) (page, error)) error {
	p, err := page{}, errLost
	defer func() { r.land(req, p, err, ctx.Err() != nil) }()
	p, err = read(ctx, req.from)
	return err
}

// land hands out a page. gaveUp says that the error is the reader's own, since
// its context ended.
func (r *reads) land(req *request, p page, err error, gaveUp bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.landed = nil
	defer close(req.landed)
	if err != nil && gaveUp {
		return
	}
	served := false
	for w := range r.waiting {
		switch {
		case w.epoch > req.epoch:
		case err != nil:
			w.err = err
		default:
			served = w.take(p.lookup) || served
		}
	}
	if err != nil {
		r.clearLocked()
		return
	}
	if !served {
		r.wasted++
	}
	if r.epoch == req.epoch {
		r.image.add(p, req.sent)
		r.image.trim(imageLimit)
	}
}

// forget makes everything unknown, for want of memory.
func (r *reads) forget() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.clearLocked()
}

// size is about how much memory the image takes, and when it was last used.
func (r *reads) size() (octets int, used time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.image.size(), r.used
}

// wrote takes note that a write has ended. The writes of a zone end one after
// the other (see writes), in the order in which they took effect.
func (r *reads) wrote(made batch, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.epoch++
	if err != nil {
		r.clearLocked()
		return
	}
	for at, changes := range made.byPlace() {
		r.image.change(at, changes)
		if r.total > 0 {
			r.total += changes.grows()
		}
	}
}

// fits takes note of how many sets the zone has.
func (r *reads) fits(sets int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.total = int(sets)
}

func (r *reads) clearLocked() {
	r.image = image{}
	r.crowd, r.wasted = len(r.waiting), 0
}

func (p page) lookup(at place) ([]rr.Set, bool) { return p.sets[at], p.holds(at) }

// take moves from what is missing to what is found whatever lookup knows, and
// reports whether that was anything.
func (w *want) take(lookup func(place) ([]rr.Set, bool)) bool {
	before := len(w.missing)
	w.missing = slices.DeleteFunc(w.missing, func(at place) bool {
		sets, known := lookup(at)
		if known {
			w.found[at] = sets
		}
		return known
	})
	return len(w.missing) < before
}

// sets returns what was found at places. The caller owns it.
func (w *want) sets(at []place) []rr.Set {
	var out []rr.Set
	for _, p := range at {
		for _, set := range w.found[p] {
			out = append(out, set.Clone())
		}
	}
	return out
}
