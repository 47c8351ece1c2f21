package route53

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
)

// writes makes one request of what many callers want to change in one zone at
// the same time. Route 53 works on one request per zone anyway and refuses a
// second meanwhile (PriorRequestNotComplete), so nobody loses by it.
//
//	caller comes, and       | what happens
//	nothing is under way    | it sends at once whatever is queued, at least its own
//	a request is            | it queues; when that has landed, one of those who
//	                        | queue sends for all of them, as far as limits allow
//	others are announced    | it queues until they have come, or for a moment
//
//	request             | its callers
//	accepted            | get the same change
//	refused             | are sent again in two halves, down to who is at fault
//	no answer           | get the error
//
//	caller's context ends while its changes are | what happens
//	queued                                      | they are not sent
//	under way with others'                      | they may be made or not, as the error says
//	under way and nobody else waits             | the request is cut off
type writes struct {
	mu     sync.Mutex // guards everything below, the orders and the shipments
	queue  []*order
	landed chan struct{} // of the request that is under way, nil if none is
	// announced counts the callers that are known to come or have come.
	announced int
	// changed is closed when the queue has grown or somebody will not come.
	changed chan struct{}
}

// order is the changes of one caller.
type order struct {
	batch  batch
	queued time.Time
	aboard *shipment // nil while it is queued
	gone   bool      // the caller waits no more
	done   bool      // change and err are set
	change reconcile.ChangeID
	err    error
}

// shipment is what one caller sends for all.
type shipment struct {
	orders []*order
	wanted int // orders whose callers still wait
	cancel context.CancelFunc
}

// submit makes the changes of one caller, by send. For a caller who has given up
// already nothing is sent: a request that is cut off as it leaves may take effect
// after the next look at the zone.
func (w *writes) submit(ctx context.Context, b batch, send sender) (reconcile.ChangeID, error) {
	if ctx.Err() != nil {
		return "", context.Cause(ctx)
	}
	o := w.enqueue(b)
	for {
		s, others, hold := w.turn(o)
		switch {
		case s != nil:
			w.ship(ctx, o, s, send)
		case others != nil:
			if err := pause(ctx, others, hold); err != nil {
				w.giveUp(o, err)
				return "", err
			}
		default:
			return o.change, o.err
		}
	}
}

// sender is one request.
type sender func(context.Context, batch) (reconcile.ChangeID, error)

func (w *writes) enqueue(b batch) *order {
	w.mu.Lock()
	defer w.mu.Unlock()
	o := &order{batch: b, queued: time.Now(), err: errLost}
	w.queue = append(w.queue, o)
	w.wakeLocked()
	return o
}

// turn says what a caller does next: send a shipment, wait for others (not
// longer than hold, if that is not 0), or, if both are nil, return.
func (w *writes) turn(o *order) (s *shipment, others <-chan struct{}, hold time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case o.done:
		return nil, nil, 0
	case w.landed != nil:
		return nil, w.landed, 0
	}
	if hold := w.holdLocked(time.Now()); hold > 0 {
		return nil, w.changed, hold
	}
	w.landed = make(chan struct{})
	return w.loadLocked(), nil, 0
}

// loadLocked takes from the queue, first come first served, what goes into one
// request. Two callers who change the same name do not share one: at most one
// of them can be right.
func (w *writes) loadLocked() *shipment {
	s := &shipment{cancel: func() {}}
	var values, characters int
	var taken []place
	w.queue = slices.DeleteFunc(w.queue, func(o *order) bool {
		v, c := o.batch.size()
		at := o.batch.places()
		meets := slices.ContainsFunc(at, func(p place) bool { return slices.Contains(taken, p) })
		taken = append(taken, at...)
		if meets || values+v > maxValues || characters+c > maxCharacters {
			return false
		}
		values, characters = values+v, characters+c
		o.aboard = s
		s.orders = append(s.orders, o)
		return true
	})
	s.wanted = len(s.orders)
	return s
}

// ship sends a shipment on behalf of all whose orders are aboard: it goes on
// while any of them waits, whatever becomes of the caller that sends, o's.
func (w *writes) ship(ctx context.Context, o *order, s *shipment, send sender) {
	shared, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	w.mu.Lock()
	s.cancel = cancel
	w.mu.Unlock()
	stop := context.AfterFunc(ctx, func() { w.giveUp(o, context.Cause(ctx)) })
	defer stop()
	defer w.land(s)
	w.deliver(shared, s.orders, send)
}

// deliver sends orders in one request, and in two where they are refused
// together.
func (w *writes) deliver(ctx context.Context, orders []*order, send sender) {
	var b batch
	for _, o := range orders {
		b = append(b, o.batch...)
	}
	change, err := send(ctx, b)
	if half := len(orders) / 2; half > 0 && blamesOne(err) {
		w.deliver(ctx, orders[:half], send)
		w.deliver(ctx, orders[half:], send)
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, o := range orders {
		o.change, o.err = change, err
	}
}

// blamesOne reports whether an error may be about one change of a batch and
// not about the others: a change that cannot be made or is malformed, or a name
// that a policy does not allow (condition key
// ChangeResourceRecordSetsNormalizedRecordNames).
func blamesOne(err error) bool {
	var api *reconcile.APIError
	if !errors.As(err, &api) {
		return false
	}
	return errors.Is(err, reconcile.ErrRefused) || api.Code == "InvalidInput" || api.Code == "AccessDenied"
}

func (w *writes) land(s *shipment) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, o := range s.orders {
		o.done = true
	}
	close(w.landed)
	w.landed = nil
}

// giveUp takes note that the caller of an order waits no more.
func (w *writes) giveUp(o *order, cause error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case o.done || o.gone:
	case o.aboard == nil:
		o.done, o.err = true, cause
		w.queue = slices.DeleteFunc(w.queue, func(other *order) bool { return other == o })
	default:
		o.gone = true
		if o.aboard.wanted--; o.aboard.wanted == 0 {
			o.aboard.cancel()
		}
	}
}
