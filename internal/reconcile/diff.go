package reconcile

import (
	"fmt"
	"slices"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// Situation is everything from which Diff decides.
type Situation struct {
	// Want are the records that shall stand.
	Want []mailauth.Record
	// Have is everything that stands at the names of Want and of Managed.
	Have []rr.Set
	// Managed is what an earlier apply left, in the zone of Have.
	Managed Holding
	// Adopt takes over what others have in our slots, instead of calling it a
	// conflict.
	Adopt bool
}

// Decision is what follows from a Situation.
type Decision struct {
	// Publish are the sets that gain or change a value of ours.
	Publish []Change
	// Remove are the sets that only lose values of ours.
	Remove []Change
	// Conflicts are the wanted records whose place somebody else holds; with
	// any of them nothing may be written.
	Conflicts []Conflict
	// Adopted are the values of others that Publish replaces.
	Adopted []Conflict
	// Owned are the wanted records that are ours once Publish is applied.
	Owned []mailauth.Record
	// Left are records that are no longer wanted and stay all the same.
	Left []Leftover
}

// Conflict is a place in DNS that somebody else holds.
type Conflict struct {
	// Wanted is the record that cannot be published.
	Wanted mailauth.Record
	// Found are the values that stand there, each with its type.
	Found []string
	// Reason is why both cannot stand.
	Reason string
	// Excluded is whether what stands there leaves no room for the wanted record
	// at all, so that it cannot be taken over either.
	Excluded bool
	// Region is the SES region whose bounces the MX that stands there receives,
	// empty for any other conflict.
	Region string
}

// String says what is in the way.
func (c Conflict) String() string {
	return fmt.Sprintf("%s: %s (found %q)", c.Wanted.Key, c.Reason, c.Found)
}

// Leftover is a record that stays in DNS though it is not wanted any more.
type Leftover struct {
	Record mailauth.Record
	// Reason says why it was not removed.
	Reason string
}

// Why a record that is not wanted any more stays.
const (
	leftForeign = "it was there before this resource"
	leftEdited  = "it was edited since this resource wrote it"
	// leftInUse is for the key that SES signed with before; the claim to it stays.
	leftInUse = "SES has not confirmed the key that follows it; a later apply removes it"
	// leftReleased is for a bundle whose DNS is managed elsewhere from now on.
	leftReleased = "its records are managed elsewhere from now on"
)

// Diff decides what to write. It compares three things, set by set: what is
// wanted, what is there, and what an earlier apply left.
//
//	wanted  there, in our slot    managed  owned  result
//	yes     nothing               any      any    publish; ours
//	yes     one, equal            any      yes    stays; TTL repaired if the set is ours alone
//	yes     one, equal            any      no     accepted as it is, with its TTL
//	yes     another, or several   yes      any    drift: replaced; ours
//	yes     another, or several   no       no     conflict; replaced and ours where Adopt says so
//	yes     another region's MX   any      no     conflict, whatever Adopt says
//	no      one, equal            any      yes    removed
//	no      another               any      yes    left: somebody edited it
//	no      one                   yes      no     left: it was there before us
//	any     foreign values        any      any    stay, byte for byte, and keep the set's TTL
func Diff(s Situation) Decision {
	var d Decision
	for _, key := range s.keys() {
		d.decide(s, key)
	}
	return d
}

// keys returns every set that is concerned, wanted ones first.
func (s Situation) keys() []rr.Key {
	var out []rr.Key
	for _, r := range slices.Concat(s.Want, s.Managed.all()) {
		if !slices.Contains(out, r.Key) {
			out = append(out, r.Key)
		}
	}
	return out
}

func (d *Decision) decide(s Situation, key rr.Key) {
	want := at(s.Want, key)
	if conflicts := Obstacles(want, s.Have); len(conflicts) > 0 {
		d.Conflicts = append(d.Conflicts, conflicts...)
		return
	}
	have, exists := find(s.Have, key)
	e := edit{key: key, have: have, adopt: s.Adopt, managed: s.Managed.manages(key), owned: at(s.Managed.Owned, key)}
	e.values = slices.Clone(have.Values)
	for _, r := range want {
		e.put(r)
	}
	for _, r := range at(s.Managed.all(), key) {
		e.retire(r, want)
	}
	e.forget()
	d.Conflicts = append(d.Conflicts, e.conflicts...)
	d.Adopted = append(d.Adopted, e.adopted...)
	d.Owned = append(d.Owned, e.kept...)
	d.Left = append(d.Left, e.left...)
	d.add(e.change(exists, want), len(want) > 0)
}

func (d *Decision) add(change *Change, wanted bool) {
	switch {
	case change == nil:
	case wanted:
		d.Publish = append(d.Publish, *change)
	default:
		d.Remove = append(d.Remove, *change)
	}
}

// Obstacles returns a conflict for each wanted record that cannot stand beside
// what is there, whoever wrote it.
func Obstacles(want []mailauth.Record, have []rr.Set) []Conflict {
	var out []Conflict
	for _, r := range want {
		for _, set := range have {
			if reason := obstacle(r.Key, set); reason != "" {
				out = append(out, Conflict{Wanted: r, Found: describe(set), Reason: reason, Excluded: true})
				break
			}
		}
	}
	return out
}

// obstacle says why a set excludes a plain set of the key, if it does.
func obstacle(key rr.Key, set rr.Set) string {
	switch {
	case set.Name != key.Name:
		return ""
	case set.Type == key.Type && set.Routing != "":
		return "a record with routing (" + set.Routing + ") stands there, which is more than its values"
	case set.Type != key.Type && set.Type == rr.CNAME:
		return "a CNAME stands there, and nothing can stand beside a CNAME (RFC 1034 section 3.6.2)"
	case set.Type != key.Type && key.Type == rr.CNAME:
		return "records stand there, and a CNAME cannot stand beside them (RFC 1034 section 3.6.2)"
	}
	return ""
}

func describe(set rr.Set) []string {
	if len(set.Values) == 0 {
		return []string{string(set.Type) + " (" + set.Routing + ")"}
	}
	out := make([]string, len(set.Values))
	for i, v := range set.Values {
		out[i] = string(set.Type) + " " + v.Text
	}
	return out
}

func at(records []mailauth.Record, key rr.Key) []mailauth.Record {
	var out []mailauth.Record
	for _, r := range records {
		if r.Key == key {
			out = append(out, r)
		}
	}
	return out
}
