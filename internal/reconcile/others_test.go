package reconcile_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/dmarc"
	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/spf"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// others edits the world, sometimes.
func (l *life) others() {
	for range l.IntN(3) {
		edit := pick(l, l.addText, l.addText, l.takeSlot, l.doubleSlot, l.changeTTL, l.removeSet, l.addAlias, l.publishOurs, l.editIdentity)
		l.tell("others: %s", edit(pick(l, zoneA, zoneA, zoneB)))
	}
}

// meddle lets others add text between our reads and our writes, sometimes.
func (l *life) meddle() {
	if !l.chance(3) {
		return
	}
	n := 1 + l.IntN(3)
	l.Zones.Editor = func(zone reconcile.Zone, _ []reconcile.Change) {
		if n--; n >= 0 {
			l.tell("between read and write: %s", l.addText(zone.ID))
		}
	}
}

func textNames() []rr.Name {
	return []rr.Name{domain, "_dmarc.example.org", "mail.example.org", "bounce.example.org"}
}

// addText puts a value of no slot somewhere into a set, or makes the set.
func (l *life) addText(id string) string {
	l.numbers++
	key := rr.Key{Name: pick(l, textNames()...), Type: rr.TXT}
	s := l.get(id, key)
	s.Values = slices.Insert(s.Values, l.IntN(len(s.Values)+1), bracketed(fmt.Sprintf("site-verification=%d", l.numbers)))
	l.Zones.Put(id, s)
	return fmt.Sprintf("%s has %s in %s", key, setLine(&s), id)
}

func bracketed(text string) rr.Value { return rr.Value{Text: text, Wire: "[" + text + "]"} }

// get returns the set of a key, an empty one where there is none.
func (l *life) get(id string, key rr.Key) rr.Set {
	for _, s := range l.Zones.All(id) {
		if s.Key == key {
			return s
		}
	}
	return rr.Set{Key: key, TTL: 60}
}

// slots are values that belong into our slots and that we never wish.
func slots() []rr.Set {
	return []rr.Set{
		set(domain, rr.TXT, 60, "v=spf1 mx -all"),
		set("_dmarc.example.org", rr.TXT, 60, "v=DMARC1; p=reject"),
		set("mail.example.org", rr.MX, 60, "10 mx.example.net"),
		set("bounce.example.org", rr.TXT, 60, "v=spf1 a -all"),
	}
}

// takeSlot puts a value of theirs in place of what is in a slot.
func (l *life) takeSlot(id string) string {
	s := pick(l, slots()...)
	have := l.get(id, s.Key)
	if s.Type == rr.TXT {
		s.Values = append(slices.DeleteFunc(have.Values, inSlot), s.Values...)
	}
	l.Zones.Put(id, s)
	return fmt.Sprintf("%s has %s in %s", s.Key, setLine(&s), id)
}

// doubleSlot puts a value of theirs beside what is in a slot.
func (l *life) doubleSlot(id string) string {
	s := pick(l, slots()...)
	have := l.get(id, s.Key)
	if !slices.Contains(have.Values, s.Values[0]) {
		have.Values = append(have.Values, s.Values...)
	}
	l.Zones.Put(id, have)
	return fmt.Sprintf("%s has %s in %s", s.Key, setLine(&have), id)
}

func inSlot(v rr.Value) bool { return spf.IsRecord(v.Text) || dmarc.IsRecord(v.Text) }

// changeTTL and removeSet concern any set.
func (l *life) changeTTL(id string) string {
	all := l.Zones.All(id)
	if len(all) == 0 {
		return "nothing"
	}
	s := pick(l, all...)
	s.TTL = 77
	l.Zones.Put(id, s)
	return fmt.Sprintf("TTL of %s in %s", s.Key, id)
}

func (l *life) removeSet(id string) string {
	all := l.Zones.All(id)
	if len(all) == 0 {
		return "nothing"
	}
	s := pick(l, all...)
	l.Zones.Remove(id, s.Key)
	return fmt.Sprintf("no %s in %s", s.Key, id)
}

// addAlias is none of our business, even at our names.
func (l *life) addAlias(id string) string {
	s := routed(pick[rr.Name](l, domain, "mail.example.org"), "A")
	l.Zones.Put(id, s)
	return fmt.Sprintf("%s in %s", s.Key, id)
}

// publishOurs publishes what we may wish, where nothing stands yet.
func (l *life) publishOurs(id string) string {
	s := pick(l,
		set("_dmarc.example.org", rr.TXT, 60, noneToo),
		set("mail.example.org", rr.MX, 60, mailauth.MailFromMXText("eu-west-1")),
		set("bounce.example.org", rr.TXT, 60, mailauth.DefaultMailFromSPF),
	)
	if have := l.get(id, s.Key); len(have.Values) > 0 {
		return "nothing"
	}
	l.Zones.Put(id, s)
	return fmt.Sprintf("%s has %s in %s", s.Key, setLine(&s), id)
}

// editIdentity is what happens at SES, whatever the zone.
func (l *life) editIdentity(string) string {
	if l.chance(3) {
		l.Identities.Remove(domain)
		return "the identity is gone"
	}
	l.Identities.Edit(domain, func(i *reconcile.Identity) {
		*pick(l, &i.DKIM.Status, &i.VerificationStatus) = pick(l, "FAILED", "TEMPORARY_FAILURE", "SUCCESS")
		i.FeedbackForwarding, i.DKIM.SigningEnabled = l.chance(2), l.chance(2)
		slices.Reverse(i.DKIM.Tokens)
	})
	return "the identity is edited"
}

// ward is what must survive an apply, by zone.
type ward map[string][]rr.Set

// guard notes everything that is not ours to change: values in no slot, sets
// of other types, and what stands at names that we do not manage or, being
// edited or not ours, no longer wish. What may be adopted is not guarded.
func (l *life) guard(w reconcile.Wish) ward {
	out := ward{}
	for _, id := range []string{zoneA, zoneB} {
		for _, s := range l.Zones.All(id) {
			s.Values = slices.DeleteFunc(s.Values, func(v rr.Value) bool { return !l.protected(id, w, s.Key, v) })
			if len(s.Values) > 0 || s.Routing != "" {
				out[id] = append(out[id], s)
			}
		}
	}
	return out
}

func (l *life) protected(id string, w reconcile.Wish, key rr.Key, v rr.Value) bool {
	if key.Type == rr.TXT && !inSlot(v) {
		return true
	}
	managed, ours := false, false
	if l.managed.Zone != nil && l.managed.Zone.ID == id {
		managed = slices.ContainsFunc(l.managed.Records, func(r mailauth.Record) bool { return r.Key == key })
	}
	for _, c := range l.managed.Claims {
		if c.Zone.ID == id && c.Key == key {
			managed, ours = true, ours || c.Kind.Equal(c.Text, v.Text)
		}
	}
	if managed && ours {
		return false
	}
	return !managed && !w.Adopt || !l.wanted(id, w, key)
}

// wanted reports whether the wish may have a record at the key.
func (l *life) wanted(id string, w reconcile.Wish, key rr.Key) bool {
	if w.Zone == nil || w.Zone.ID != id {
		return false
	}
	if key.Type == rr.CNAME {
		return true
	}
	return slices.ContainsFunc(mailauth.Records(w.Spec, mailauth.Facts{}), func(r mailauth.Record) bool { return r.Key == key })
}

// check demands that all that was noted is there, in its order, in its bytes
// and with its TTL.
func (w ward) check(t *testing.T, l *life) {
	t.Helper()
	for id, sets := range w {
		for _, want := range sets {
			got := l.get(id, want.Key)
			kept := slices.DeleteFunc(slices.Clone(got.Values), func(v rr.Value) bool { return !slices.Contains(want.Values, v) })
			if got.TTL != want.TTL || got.Routing != want.Routing || !slices.Equal(kept, want.Values) {
				t.Errorf("%s in %s became %d %v, want %d %v in it", want.Key, id, got.TTL, got.Values, want.TTL, want.Values)
			}
		}
	}
}
