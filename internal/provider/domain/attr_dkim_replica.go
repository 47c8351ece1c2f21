package domain

import (
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

func parentRegionAttribute() schema.StringAttribute {
	return schema.StringAttribute{
		Optional: true,
		MarkdownDescription: "Region of the identity of the same domain whose keys this one signs with (Deterministic Easy DKIM). Default: none, the identity has keys of its own. " +
			"The three CNAME records are then those of that identity: they stand in `records`, and this resource neither writes nor removes them. " +
			"Write it as a reference, such as `mailauth_domain.first.region`, so that the identities are made and destroyed in the order that SES demands. Changed in place; not together with `key_length`.",
	}
}

// replicates reports whether the keys are known to be those of a parent.
func (m dkimModel) replicates() bool { return isText(m.ParentRegion) }

// borrows reports whether a record is known to be that of a parent.
func (m model) borrows(kind mailauth.Kind) bool { return m.dkim.replicates() && kind.IsDKIM() }

// watches reports whether a record is that of a parent, and in a zone where it
// can be seen.
func (m model) watches(kind mailauth.Kind) bool {
	return m.borrows(kind) && (!known(m.ManageDNS) || m.ManageDNS.ValueBool())
}

// keyLengthOr is the configured length of the next key, or the default. A
// replica has no next key: its parent does; nor has the user's own key.
func (m dkimModel) keyLengthOr(otherwise string) types.String {
	switch {
	case !m.KeyLength.IsNull():
		return m.KeyLength
	case m.ParentRegion.IsUnknown(), m.Selector.IsUnknown():
		return types.StringUnknown()
	case m.replicates(), m.ownsKey():
		return types.StringNull()
	}
	return types.StringValue(otherwise)
}

// plannedOrigin is what SES will call the keys.
func (m dkimModel) plannedOrigin() types.String {
	if !known(m.ParentRegion, m.Selector) {
		return types.StringUnknown()
	}
	return types.StringValue(m.spec().Origin())
}

// findParents takes a borrowed record as it stands: where the live identity has
// its token, since its parent may have got others. Of an identity that is gone
// the last place is all that is known.
func (m model) findParents(kind mailauth.Kind, before recordModel, seen reconcile.Observation) recordModel {
	found := before
	if seen.Identity != nil {
		r, ok := mailauth.Find(m.dkimRecords(seen.Identity), kind)
		if !ok {
			return m.undecidedParents()
		}
		found = wanted(r)
	}
	return asItStands(found, seen.Sets)
}

// asItStands is a record with the values and the TTL that stand in its place; of
// one that is missing the TTL stays.
func asItStands(r recordModel, sets []rr.Set) recordModel {
	for _, set := range sets {
		if set.Key == r.key() {
			return publishedAs(set.Key, set.TTL, set.Texts())
		}
	}
	r.Values = stringList(nil)
	return r
}

// undecidedParents is a borrowed record whose token SES has not copied yet.
func (m model) undecidedParents() recordModel {
	return recordModel{
		Name: types.StringNull(), Type: types.StringValue(string(rr.CNAME)), TTL: m.TTL, Values: stringList(nil),
	}
}

// finishParents replaces the borrowed records by what this apply saw of them.
func (a *application) finishParents(actual model, out reconcile.Outcome) {
	for _, kind := range mailauth.Kinds(a.actual.spec()) {
		r, decided := mailauth.Find(out.Records, kind)
		switch {
		case !a.actual.borrows(kind):
		case !decided:
			actual.records[kind] = a.actual.undecidedParents()
		case a.zone != nil:
			actual.records[kind] = asItStands(wanted(r), out.Parent)
		}
	}
}
