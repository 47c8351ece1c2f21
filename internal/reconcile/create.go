package reconcile

import (
	"context"
	"fmt"
	"time"

	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
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

// Create makes the bundle where nothing of it exists. If it fails, what it
// made is removed again, so that the next attempt starts anew; a *RemainsError
// says that this was not possible, and then Outcome is what remains.
func (r *Reconciler) Create(ctx context.Context, wish Wish) (Outcome, error) {
	out, err := r.Converge(ctx, wish, Prior{})
	if err == nil || !out.MadeIdentity {
		return out, err
	}
	undo, cancel := context.WithTimeout(context.WithoutCancel(ctx), undoTime)
	defer cancel()
	if undoErr := r.undo(undo, wish.Spec.Domain, &out); undoErr != nil {
		return out, &RemainsError{Cause: err, Undo: undoErr}
	}
	return Outcome{}, err
}

// undo removes what a create has made and takes it out of the outcome. It does
// not wait until all name servers know, since nobody relies on that.
func (r *Reconciler) undo(ctx context.Context, domain rr.Name, out *Outcome) error {
	if err := r.removeIdentity(ctx, domain); err != nil {
		return err
	}
	out.Identity = nil
	_, err := r.removeRecords(ctx, Managed{Claims: out.Claims})
	return err
}
