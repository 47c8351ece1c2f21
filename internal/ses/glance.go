package ses

import (
	"context"
	"sync"
	"time"

	"github.com/mailauth/terraform-provider-mailauth/internal/flight"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

const (
	// listingAge is how old a listing may be that tells who is verified. Ten
	// seconds leave nine of ten requests that SES allows to those who make
	// something.
	listingAge = 10 * time.Second
	// lookAgain is longer than anybody who waits for SES pauses between two
	// looks; who has not come back by then waits no more.
	lookAgain = 45 * time.Second
)

// lookout is where all who wait for SES to verify their domains look, so that a
// hundred of them take one request in ten seconds and not ten in one.
type lookout struct {
	mu      sync.Mutex // guards everything below
	waiting map[rr.Name]glances
	latest  *datedListing
	// pages is what the last listing took, 0 before the first.
	pages int
	// denied is whether the caller cannot list.
	denied bool
}

// glances are when somebody first and last looked for a domain.
type glances struct{ first, last time.Time }

type datedListing struct {
	flight.Once[listing]
	asked time.Time
}

// Glance returns the verification status of a domain as the latest listing has
// it, or "" where a Get by itself is cheaper or the only way to know; see
// reconcile.Identities.
//
//	waiting domains           | answer
//	as many as a listing has  | ""
//	pages, or fewer           |
//	more; domain is listed    | its status there
//	more; domain is new since | PENDING
//	the listing               |
//	otherwise                 | ""
func (i *Identities) Glance(ctx context.Context, domain rr.Name) string {
	shared, first := i.lookout.join(domain, time.Now())
	if shared == nil {
		return ""
	}
	listed, err := shared.Get(ctx, i.list)
	if err != nil {
		return ""
	}
	i.lookout.note(listed)
	found, ok := listed.domains[domain]
	if !ok && !listed.denied && shared.asked.Before(first) {
		return status("PENDING")
	}
	return found
}

// join notes that somebody waits for a domain, and since when. It returns the
// listing to look at, nil for none.
func (l *lookout) join(domain rr.Name, now time.Time) (shared *datedListing, first time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.waiting == nil {
		l.waiting = map[rr.Name]glances{}
	}
	for other, seen := range l.waiting {
		if now.Sub(seen.last) > lookAgain {
			delete(l.waiting, other)
		}
	}
	own, ok := l.waiting[domain]
	if !ok {
		own.first = now
	}
	own.last = now
	l.waiting[domain] = own
	if l.denied || len(l.waiting) <= max(l.pages, 1) {
		return nil, own.first
	}
	if l.latest == nil || now.Sub(l.latest.asked) > listingAge {
		l.latest = &datedListing{asked: now}
	}
	return l.latest, own.first
}

func (l *lookout) note(listed listing) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.pages, l.denied = listed.pages, listed.denied
}
