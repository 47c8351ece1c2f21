package domain

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/provider/remedy"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// ownershipKey is where private state holds an ownership.
const ownershipKey = "ownership"

// ownership is what private state remembers: whose the records are, and how
// the domain was left.
type ownership struct {
	// Claims are the records that this resource wrote or imported.
	Claims []claim `json:"claims"`
	// Released are the claims of the time when this resource kept the records in
	// Route 53, for a user who lets it do so again.
	Released []claim `json:"released,omitempty"`
	// Alone are the records whose sets held nobody else's value when they were
	// last read.
	Alone []mailauth.Kind `json:"alone,omitempty"`
	// Beside are the records that were missing from a set in which others had
	// values when it was last read.
	Beside []mailauth.Kind `json:"beside,omitempty"`
	// Blocked says, of the records that have no room beside what somebody else has
	// put there, what that is, as it was last read.
	Blocked map[mailauth.Kind]string `json:"blocked,omitempty"`
	// Aliases are where the CNAMEs lead that stood in the place of a record when
	// that was last read.
	Aliases map[mailauth.Kind]string `json:"aliases,omitempty"`
	// Spelled are the texts that are published in other words than those of the
	// state, which mean the same, as they were last read.
	Spelled map[mailauth.Kind]string `json:"spelled,omitempty"`
	// Delegated is what hid a record when the zone was last read, nil for nothing.
	Delegated *delegation `json:"delegated,omitempty"`
	// Applied is what the last apply, or the import, left; a difference from it
	// is drift. Nil after an apply that failed before there was any.
	Applied *applied `json:"applied,omitempty"`
	// Unseen is when the last apply left an identity that it had made and that SES
	// had not shown since; zero where it has. A read may not find it yet.
	Unseen time.Time `json:"unseen,omitzero"`
	// Imported is set from an import to the first read after it.
	Imported bool `json:"imported,omitempty"`
	// Taken is set from an import to the first update after it.
	Taken bool `json:"taken,omitempty"`
	// Lost is set from a read that found no private state to the next update that
	// succeeds.
	Lost bool `json:"lost,omitempty"`
}

// recoup claims the records of a state that has come without its private state:
// a CLI keeps the state, and drops that, when the provider dies in the middle of
// an apply. Which of them were accepted is not known any more. What stands by
// then as it is wanted is of the apply that died; see reconcile.Wish.Reclaim.
func (o *ownership) recoup(m model) {
	var claims []reconcile.Claim
	if zone := m.zone(); zone != nil {
		for _, r := range m.managed(ownership{}).Records {
			if r.Text != "" && !r.Borrowed && !m.lendsMailFrom(r.Kind) {
				claims = append(claims, reconcile.Claim{Zone: *zone, Record: r})
			}
		}
	}
	*o = ownershipOf(claims)
	o.Lost = true
}

// giveUp drops the claim to a DMARC record that was imported and that the first
// configuration does not want. It stands for the whole domain and belongs to
// whoever else publishes it: the resource of another region, or people.
func (o *ownership) giveUp(spec mailauth.Spec) {
	if o.Taken && !spec.DMARC.Enabled {
		o.Claims = slices.DeleteFunc(o.Claims, func(c claim) bool { return c.Kind == mailauth.DMARCPolicy })
	}
}

// applied is what was wanted of a domain, and what SES had decided by then.
type applied struct {
	Spec  mailauth.Spec  `json:"spec"`
	Facts mailauth.Facts `json:"facts"`
	// TTL has those of sets that kept another than the Spec's, because others
	// had values in them.
	TTL map[mailauth.Kind]int64 `json:"ttl,omitempty"`
}

// otherTTLs are the TTLs of records that are not as `ttl` says.
func (m model) otherTTLs() map[mailauth.Kind]int64 {
	out := make(map[mailauth.Kind]int64)
	for kind, r := range m.records {
		if isText(r.TTL) && !r.TTL.Equal(m.TTL) {
			out[kind] = r.TTL.ValueInt64()
		}
	}
	return out
}

// claim is a reconcile.Claim in a form that later versions can read.
type claim struct {
	ZoneID   string        `json:"zone_id"`
	ZoneName rr.Name       `json:"zone_name"`
	Kind     mailauth.Kind `json:"kind"`
	Name     rr.Name       `json:"name"`
	Type     rr.Type       `json:"type"`
	TTL      int64         `json:"ttl"`
	Text     string        `json:"text"`
}

// known reports whether there is a private state at all.
func (o ownership) known() bool { return o.Claims != nil }

// borrowed reports whether a record that is not claimed stood for a parent when
// the last apply left it, whatever SES signs with since.
func (o ownership) borrowed(r mailauth.Record) bool {
	return o.Applied != nil && o.Applied.Spec.DKIM.ParentRegion != "" && r.Kind.IsDKIM() &&
		!slices.ContainsFunc(o.Claims, func(c claim) bool { return c.Name == r.Name && c.Type == r.Type })
}

// handOver remembers whose the records were while DNS is managed elsewhere, and
// takes them back when it is managed here again. What was edited meanwhile is
// told from what was not by its text, as ever.
func (o *ownership) handOver(before, after bool) {
	switch {
	case before && !after:
		o.Released = o.Claims
	case !before && after:
		o.Claims, o.Released = o.Released, nil
	}
}

// keepsTTL reports whether the TTL of a record's set is not ours to say: others
// share the set, or the record stood there before us.
func (o ownership) keepsTTL(kind mailauth.Kind, stands bool) bool {
	if !stands {
		return slices.Contains(o.Beside, kind)
	}
	return !slices.Contains(o.Alone, kind) ||
		!slices.ContainsFunc(o.Claims, func(c claim) bool { return c.Kind == kind })
}

func (o ownership) claims() []reconcile.Claim { return claimsOf(o.Claims) }

func claimsOf(kept []claim) []reconcile.Claim {
	out := make([]reconcile.Claim, len(kept))
	for i, c := range kept {
		out[i] = reconcile.Claim{
			Zone:   reconcile.Zone{ID: c.ZoneID, Name: c.ZoneName},
			Record: mailauth.Record{Kind: c.Kind, Key: rr.Key{Name: c.Name, Type: c.Type}, TTL: c.TTL, Text: c.Text},
		}
	}
	return out
}

func ownershipOf(claims []reconcile.Claim) ownership {
	own := ownership{Claims: make([]claim, len(claims))}
	for i, c := range claims {
		own.Claims[i] = claim{
			ZoneID: c.Zone.ID, ZoneName: c.Zone.Name,
			Kind: c.Kind, Name: c.Name, Type: c.Type, TTL: c.TTL, Text: c.Text,
		}
	}
	return own
}

// privateReader and privateWriter are what requests and responses have in
// common.
type privateReader interface {
	GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
}

type privateWriter interface {
	SetKey(ctx context.Context, key string, value []byte) diag.Diagnostics
}

func loadOwnership(ctx context.Context, from privateReader) (ownership, diag.Diagnostics) {
	var own ownership
	data, diags := from.GetKey(ctx, ownershipKey)
	if diags.HasError() || len(data) == 0 {
		return own, diags
	}
	if err := json.Unmarshal(data, &own); err != nil {
		diags.Append(remedy.Bug("read the private state", err))
	}
	return own, diags
}

func storeOwnership(ctx context.Context, own ownership, to privateWriter) diag.Diagnostics {
	data, err := json.Marshal(own)
	if err != nil {
		return diag.Diagnostics{remedy.Bug("write the private state", err)}
	}
	return to.SetKey(ctx, ownershipKey, data)
}
