package reconcile

import (
	"fmt"
	"slices"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// edit is one set on its way from what it is to what it shall be.
type edit struct {
	key     rr.Key
	have    rr.Set
	values  []rr.Value
	managed bool
	adopt   bool
	owned   []mailauth.Record

	kept      []mailauth.Record
	conflicts []Conflict
	adopted   []Conflict
	left      []Leftover
	// ttl is what the set shall have if nobody else has a value in it; nil keeps
	// the one that it has. Zero is a TTL like any other (RFC 1035 section 3.2.1).
	ttl *int64
}

// put makes the slot of a record hold the record and nothing else.
func (e *edit) put(r mailauth.Record) {
	slot := e.slot(r.Kind)
	switch {
	case len(slot) == 1 && r.Kind.Equal(slot[0].Text, r.Text):
		e.keep(r)
	case e.otherRegion(r) != "" && !e.owns(r):
		e.conflicts = append(e.conflicts, e.bouncing(r))
	case len(slot) > 0 && !e.managed && !e.adopt:
		e.conflicts = append(e.conflicts, e.foreign(r))
	default:
		if len(slot) > 0 && !e.managed {
			e.adopted = append(e.adopted, e.foreign(r))
		}
		e.replace(r)
	}
}

func (e *edit) foreign(r mailauth.Record) Conflict {
	found := rr.Set{Key: e.key, Values: e.slot(r.Kind)}
	return Conflict{Wanted: r, Found: describe(found), Reason: "another value stands there that this resource did not write"}
}

// otherRegion is the region whose bounces the place of a MAIL FROM MX receives
// instead, empty where it is free, or not SES's.
func (e *edit) otherRegion(r mailauth.Record) string {
	if r.Kind != mailauth.MailFromMX {
		return ""
	}
	for _, v := range e.slot(r.Kind) {
		if region := mailauth.MailFromRegion(v.Text); region != "" && region != mailauth.MailFromRegion(r.Text) {
			return region
		}
	}
	return ""
}

// bouncing is a MAIL FROM domain in use by SES in another region. It cannot be
// adopted: that region would lose it, since SES wants to see its own MX there
// and no second one (SES Developer Guide, "Using a custom MAIL FROM domain").
func (e *edit) bouncing(r mailauth.Record) Conflict {
	c := e.foreign(r)
	c.Region, c.Excluded = e.otherRegion(r), true
	c.Reason = fmt.Sprintf("%s already receives the bounces of %s, and SES takes no MAIL FROM domain with the MX of two regions", e.key.Name, c.Region)
	return c
}

// keep leaves an equal value as it is: ours stays ours, and somebody else's is
// accepted with its TTL.
func (e *edit) keep(r mailauth.Record) {
	if !e.owns(r) {
		return
	}
	e.kept = append(e.kept, r)
	e.ttl = &r.TTL
}

// replace puts the value where the first of the slot stood and drops the rest
// of the slot. A value that is equal already stays in its own bytes.
func (e *edit) replace(r mailauth.Record) {
	value := rr.Value{Text: r.Text}
	for _, v := range e.slot(r.Kind) {
		if r.Kind.Equal(v.Text, r.Text) {
			value = v
			break
		}
	}
	first := slices.IndexFunc(e.values, func(v rr.Value) bool { return r.Kind.Owns(v.Text) })
	if first < 0 {
		first = len(e.values)
	}
	rest := slices.DeleteFunc(slices.Clone(e.values), func(v rr.Value) bool { return r.Kind.Owns(v.Text) })
	e.values = slices.Insert(rest, first, value)
	e.kept = append(e.kept, r)
	e.ttl = &r.TTL
}

// retire takes out a record of an earlier apply that is not wanted any more,
// if it is ours and still as we left it.
func (e *edit) retire(r mailauth.Record, want []mailauth.Record) {
	if slices.ContainsFunc(want, func(w mailauth.Record) bool { return w.Kind == r.Kind || w.Kind.Owns(r.Text) }) {
		return
	}
	slot := e.slot(r.Kind)
	if len(slot) == 0 {
		return
	}
	if !e.owns(r) {
		e.left = append(e.left, Leftover{Record: r, Reason: leftForeign})
		return
	}
	i := slices.IndexFunc(e.values, func(v rr.Value) bool { return r.Kind.Owns(v.Text) && r.Kind.Equal(v.Text, r.Text) })
	if i < 0 || e.have.Routing != "" {
		e.left = append(e.left, Leftover{Record: r, Reason: leftEdited})
		return
	}
	e.values = slices.Delete(e.values, i, i+1)
}

// forget drops leftovers of which nothing is left: where an answer got lost, two
// texts are ours and only one of them stands.
func (e *edit) forget() {
	e.left = slices.DeleteFunc(e.left, func(l Leftover) bool { return len(e.slot(l.Record.Kind)) == 0 })
}

// change is the compare-and-swap that makes the set what it shall be, nil
// where it is so already.
func (e *edit) change(exists bool, want []mailauth.Record) *Change {
	if len(e.conflicts) > 0 {
		return nil
	}
	next := e.have.Clone()
	next.Key, next.Values = e.key, e.values
	if e.ttl != nil && !e.shared(want) {
		next.TTL = *e.ttl
	}
	if next.TTL == e.have.TTL && slices.Equal(next.Values, e.have.Values) {
		return nil
	}
	change := &Change{}
	if exists {
		old := e.have.Clone()
		change.Old = &old
	}
	if len(next.Values) > 0 {
		change.New = &next
	}
	return change
}

// shared reports whether somebody else has a value in the set.
func (e *edit) shared(want []mailauth.Record) bool {
	return slices.ContainsFunc(e.values, func(v rr.Value) bool {
		return !slices.ContainsFunc(want, func(w mailauth.Record) bool { return w.Kind.Owns(v.Text) })
	})
}

func (e *edit) slot(kind mailauth.Kind) []rr.Value {
	var out []rr.Value
	for _, v := range e.values {
		if kind.Owns(v.Text) {
			out = append(out, v)
		}
	}
	return out
}

// owns reports whether an owned record of the set has the slot of r. Roles may
// have changed places (SES may list its tokens in another order), so the slot
// decides and not the role.
func (e *edit) owns(r mailauth.Record) bool {
	return slices.ContainsFunc(e.owned, func(o mailauth.Record) bool { return r.Kind.Owns(o.Text) })
}
