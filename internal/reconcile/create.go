package reconcile

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// undoTime bounds how long a failed create may take to clean up after itself,
// also when it was interrupted.
const undoTime = 2 * time.Minute

// RemainsError says that a create failed and that what it had made could not
// be removed either.
type RemainsError struct {
	// Cause is why the create failed.
	Cause error
	// Undo is why it could not be undone.
	Undo error
}

func (e *RemainsError) Error() string {
	return fmt.Sprintf("%v (and undoing it: %v)", e.Cause, e.Undo)
}

// Unwrap gives the cause.
func (e *RemainsError) Unwrap() error { return e.Cause }

// UncertainError says that the request to make an identity got no answer, and
// the question whether it exists none either.
type UncertainError struct {
	// Cause is why there was no answer to the request.
	Cause error
	// Question is why there was none to the question.
	Question error
}

func (e *UncertainError) Error() string {
	return fmt.Sprintf("%v (and asking whether it was made: %v)", e.Cause, e.Question)
}

// Unwrap gives both.
func (e *UncertainError) Unwrap() []error { return []error{e.Cause, e.Question} }

// Create makes the bundle where nothing of it exists, or takes over what does
// where the wish says so. If it fails, what it made is removed and what it
// replaced in DNS is put back, so that the next attempt starts anew. A
// *RemainsError says that an identity which it made could not be removed, and
// then Outcome is what remains.
func (r *Reconciler) Create(ctx context.Context, wish Wish) (Outcome, error) {
	c := r.begin(wish, Prior{})
	err := c.run(ctx)
	if err == nil {
		return c.out, nil
	}
	undo, cancel := context.WithTimeout(context.WithoutCancel(ctx), undoTime)
	defer cancel()
	undoErr := c.undo(undo)
	switch {
	case undoErr != nil && c.out.MadeIdentity:
		return c.out, &RemainsError{Cause: err, Undo: undoErr}
	case undoErr != nil:
		return Outcome{}, errors.Join(err, undoErr)
	}
	return Outcome{}, err
}

// undo removes what a create has made, puts back what it has replaced, and
// takes both out of the outcome. It does not wait until all name servers know,
// since nobody relies on that. The identity goes last: where the process is killed
// in between, whoever adopts it finds the names of its records by its tokens, which
// nobody knows once it is gone.
func (c *convergence) undo(ctx context.Context) error {
	if c.dns != nil {
		err := c.dns.revert(ctx)
		c.account()
		if err != nil && !errors.Is(err, ErrZoneNotFound) {
			return err
		}
	}
	if !c.out.MadeIdentity {
		return nil
	}
	if err := c.removeIdentity(ctx, c.wish.Spec.Domain); err != nil {
		return err
	}
	c.out.Identity = nil
	return nil
}
