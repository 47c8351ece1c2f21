package reconciletest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// maxString is the longest character-string of a TXT record, in octets
// (RFC 1035 section 3.3).
const maxString = 255

// apply carries out all changes or none. Like Route 53 it judges a batch by
// the zone as it is afterwards, so a CNAME may give way to a TXT in one batch.
func (z *zone) apply(changes []reconcile.Change) error {
	if len(changes) == 0 {
		return z.refuse("the batch is empty")
	}
	next := &zone{Zone: z.Zone, sets: slices.Clone(z.sets)}
	var keys []rr.Key
	for _, change := range changes {
		if fault := z.fault(change); fault != "" {
			return z.refuse(fault)
		}
		if slices.Contains(keys, change.Key()) {
			return z.refuse(change.Key().String() + " occurs twice in the batch")
		}
		keys = append(keys, change.Key())
		if change.Old != nil {
			next.remove(change.Key())
		}
		if change.New != nil {
			next.insert(*change.New)
		}
	}
	for _, key := range keys {
		if fault := next.crowded(key); fault != "" {
			return z.refuse(fault)
		}
	}
	z.sets = next.sets
	return nil
}

func (z *zone) refuse(message string) error {
	return &reconcile.APIError{
		Service: "Route 53", Operation: "ChangeResourceRecordSets", Subject: z.ID,
		Code: "InvalidChangeBatch", Message: message, Sentinel: reconcile.ErrRefused,
	}
}

// fault says what is wrong with one change, beside what stands in the zone.
func (z *zone) fault(change reconcile.Change) string {
	if change.Old == nil && change.New == nil {
		return "a change of nothing"
	}
	if change.Old != nil && change.New != nil && change.Old.Key != change.New.Key {
		return fmt.Sprintf("a change of %s into %s", change.Old.Key, change.New.Key)
	}
	if fault := z.stale(change); fault != "" || change.New == nil {
		return fault
	}
	return z.malformed(change)
}

// stale says in what the zone is not as the change has read it.
func (z *zone) stale(change reconcile.Change) string {
	key := change.Key()
	i := slices.IndexFunc(z.sets, func(s rr.Set) bool { return s.Key == key })
	switch {
	case change.Old == nil && i >= 0:
		return key.String() + " exists already"
	case change.Old == nil:
		return ""
	case i < 0:
		return key.String() + " was not found"
	}
	have, old := z.sets[i], *change.Old
	if have.Routing != "" || old.Routing != "" {
		return key.String() + " has routing"
	}
	if have.TTL != old.TTL || !slices.Equal(have.Values, old.Values) {
		return fmt.Sprintf("%s is %v, not %v", key, have, old)
	}
	return ""
}

// malformed says why the new set cannot be.
func (z *zone) malformed(change reconcile.Change) string {
	set := *change.New
	switch {
	case !set.Name.Within(z.Name):
		return set.Key.String() + " is not in the zone " + string(z.Name)
	case set.Routing != "":
		return set.Key.String() + " has routing"
	case set.TTL < 0:
		return set.Key.String() + " has a negative TTL"
	case len(set.Values) == 0:
		return set.Key.String() + " has no value"
	case set.Type == rr.CNAME && len(set.Values) > 1:
		return set.Key.String() + " has several values"
	case set.Type == rr.CNAME && set.Name == z.Name:
		return set.Key.String() + " is at the apex"
	}
	var wires []string
	for _, v := range set.Values {
		if v.Wire != "" && !slices.Contains(z.read, v) {
			return fmt.Sprintf("%s has %q, which nobody has read", set.Key, v.Wire)
		}
		wire := encoded(set.Type, v).Wire
		if slices.Contains(wires, wire) {
			return fmt.Sprintf("%s has %s twice", set.Key, wire)
		}
		wires = append(wires, wire)
	}
	return ""
}

// crowded says whether a CNAME stands beside other sets at the name of a key
// (RFC 1034 section 3.6.2).
func (z *zone) crowded(key rr.Key) string {
	var types []rr.Type
	for _, set := range z.sets {
		if set.Name == key.Name && !slices.Contains(types, set.Type) {
			types = append(types, set.Type)
		}
	}
	if len(types) > 1 && slices.Contains(types, rr.CNAME) {
		return fmt.Sprintf("a CNAME beside other types at %s: %v", key.Name, types)
	}
	return ""
}

func (z *zone) remove(key rr.Key) {
	z.sets = slices.DeleteFunc(slices.Clone(z.sets), func(s rr.Set) bool { return s.Key == key })
}

func (z *zone) insert(set rr.Set) {
	set = set.Clone()
	for i, v := range set.Values {
		set.Values[i] = encoded(set.Type, v)
	}
	z.sets = append(z.sets, set)
}

// encoded gives a new value its Wire, in the manner of Route 53: hosts end in
// a dot, and text is in quoted strings.
func encoded(t rr.Type, v rr.Value) rr.Value {
	switch {
	case v.Wire != "":
	case t == rr.TXT:
		v.Wire = quoted(v.Text)
	case t == rr.CNAME || t == rr.MX:
		v.Wire = v.Text + "."
	default:
		v.Wire = v.Text
	}
	return v
}

func quoted(text string) string {
	var parts []string
	for len(text) > maxString {
		parts = append(parts, text[:maxString])
		text = text[maxString:]
	}
	parts = append(parts, text)
	for i, part := range parts {
		parts[i] = `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(part) + `"`
	}
	return strings.Join(parts, " ")
}
