package ses

import (
	"context"
	"errors"
	"iter"
	"slices"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sesv2/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// pageSize is the most that ListEmailIdentities takes (SES API Reference).
const pageSize = 1000

// listing is the domains of a region at one moment.
type listing struct {
	// domains have their verification status.
	domains map[rr.Name]string
	// pages is how many calls it took.
	pages int
	// denied is true where the caller cannot list. Then every domain is asked for
	// by itself.
	denied bool
}

// Exists reports whether the domain is an identity of this region. The first
// call lists them all, for the whole process; what this process has created or
// deleted since is taken into account, what others did is not.
func (i *Identities) Exists(ctx context.Context, domain rr.Name) (bool, error) {
	if exists, known := i.own.get(domain); known {
		return exists, nil
	}
	listed, err := i.listed.Get(ctx, i.list)
	if err != nil {
		return false, err
	}
	if !listed.denied {
		_, exists := listed.domains[domain]
		return exists, nil
	}
	_, err = i.Get(ctx, domain)
	if errors.Is(err, reconcile.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

func (i *Identities) list(ctx context.Context) (listing, error) {
	out := listing{domains: map[rr.Name]string{}}
	for page, err := range i.pages(ctx) {
		if denied(err) || unlisted(err) {
			return listing{denied: true}, nil
		}
		if err != nil {
			return listing{}, err
		}
		out.pages++
		for _, identity := range page {
			out.domains[canonical(aws.ToString(identity.IdentityName))] = status(string(identity.VerificationStatus))
		}
	}
	return out, nil
}

// List goes through all domains of this region in the order of SES, and ends
// with an error. A page is asked for when the one before it is used up.
func (i *Identities) List(ctx context.Context) iter.Seq2[rr.Name, error] {
	return func(yield func(rr.Name, error) bool) {
		for page, err := range i.pages(ctx) {
			if err != nil {
				yield("", err)
				return
			}
			for _, identity := range page {
				if !yield(canonical(aws.ToString(identity.IdentityName)), nil) {
					return
				}
			}
		}
	}
}

// pages are the domains of this region by pages, as far as they are followed;
// they end with an error.
func (i *Identities) pages(ctx context.Context) iter.Seq2[[]types.IdentityInfo, error] {
	return func(yield func([]types.IdentityInfo, error) bool) {
		for page, err := range i.allPages(ctx) {
			domains := slices.DeleteFunc(page, func(identity types.IdentityInfo) bool {
				return identity.IdentityType == types.IdentityTypeEmailAddress
			})
			if !yield(domains, err) {
				return
			}
		}
	}
}

// allPages is pages with the addresses, which are identities as well.
func (i *Identities) allPages(ctx context.Context) iter.Seq2[[]types.IdentityInfo, error] {
	return func(yield func([]types.IdentityInfo, error) bool) {
		input := &sesv2.ListEmailIdentitiesInput{PageSize: aws.Int32(pageSize)}
		for {
			page, err := send(ctx, i, "ListEmailIdentities", everyDomain, i.client.ListEmailIdentities, input)
			if err != nil {
				yield(nil, err)
				return
			}
			if !yield(page.EmailIdentities, nil) || aws.ToString(page.NextToken) == "" {
				return
			}
			input.NextToken = page.NextToken
		}
	}
}

// everyDomain is the subject of a request about no domain in particular.
const everyDomain rr.Name = "*"

// ownWrites is what this process did to identities since it listed them.
type ownWrites struct {
	mu     sync.Mutex // guards everything below
	exists map[rr.Name]bool
	made   map[rr.Name]time.Time
}

func (w *ownWrites) set(domain rr.Name, exists bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.exists[domain] = exists
	if exists {
		w.made[domain] = time.Now()
	}
}

// settling reports whether this process has made the identity so short a time
// ago that SES may not know it everywhere.
func (w *ownWrites) settling(domain rr.Name) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.exists[domain] && time.Since(w.made[domain]) < settlingTime
}

func (w *ownWrites) get(domain rr.Name) (exists, known bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	exists, known = w.exists[domain]
	return exists, known
}
