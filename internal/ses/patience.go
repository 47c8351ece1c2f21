package ses

import (
	"context"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sesv2/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

const (
	// settlingTime is how long SES may take until every request finds what this
	// process has made. SES promises nothing; it was seen to find it at once.
	settlingTime = 20 * time.Second
	// The pauses until the next attempt, each twice as long as the one before.
	firstPatience = 250 * time.Millisecond
	mostPatience  = 4 * time.Second
)

// patiently makes a request again while SES does not find an identity that this
// process has made moments ago: it is not gone, it is not everywhere yet. If it
// were believed, a create would be undone that has succeeded, and an undoing
// would leave the identity behind.
//
//	answer                     made moments ago   else
//	not found                  asked again        believed
//	bad request, or not found  asked again, once  believed
//	of something else
//	anything else              believed           believed
//
// The second row is for the moment in which the identity is found between the
// refusal and the look that shall tell what was refused.
func patiently[T any](ctx context.Context, i *Identities, domain rr.Name, request func() (T, error)) (T, error) {
	doubted := false
	for pause := firstPatience; ; pause = min(2*pause, mostPatience) {
		out, err := request()
		unknown := errors.Is(err, reconcile.ErrNotFound)
		if !unknown && (doubted || !doubtful(err)) {
			return out, err
		}
		doubted = doubted || !unknown
		if !i.own.settling(domain) {
			return out, err
		}
		debug(ctx, "SES does not know yet what was made", map[string]any{"domain": string(domain), "pause": pause.String()})
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return out, err
		}
	}
}

// patientlyDo is patiently for requests that answer nothing.
func patientlyDo(ctx context.Context, i *Identities, domain rr.Name, request func() error) error {
	_, err := patiently(ctx, i, domain, func() (struct{}, error) { return struct{}{}, request() })
	return err
}

func doubtful(err error) bool {
	_, notFound := errors.AsType[*types.NotFoundException](err)
	_, badRequest := errors.AsType[*types.BadRequestException](err)
	return notFound || badRequest
}
