package spf

import "bytes"

// Policy says what Merge does where records disagree.
type Policy int

const (
	// KeepBase lets the qualifiers and the ending of the base stand.
	KeepBase Policy = iota
	// PreferStricter takes the qualifier that lets less mail through, in the
	// order + ? ~ -.
	PreferStricter
)

// Merge makes one record that authorises the senders of all, since a name may
// have one SPF record only (RFC 7208 section 3.2).
//
// The terms of the base come first, then those of the others in their order,
// each mechanism once. What stands after an all is left out. The result ends
// like the base:
//
//	base       other      KeepBase             PreferStricter
//	~all       -all       ~all                 -all
//	~all       ?all       ~all                 ~all
//	no ending  ~all       no ending            ~all
//	redirect   ~all       redirect             redirect
//	redirect   -all       redirect             include and -all
//	~all       redirect   include and ~all     include and ~all
//
// A redirect that gives way becomes an include, which keeps its senders. Of exp
// the first is kept. The terms of the result have no position.
func Merge(policy Policy, base Record, others ...Record) Record {
	m := merger{policy: policy, places: map[string]int{}}
	mechanisms, end := base.effective()
	m.end(mechanisms, end)
	m.mechanisms(mechanisms)
	for _, other := range others {
		mechanisms, end := other.effective()
		m.mechanisms(mechanisms)
		m.join(mechanisms, end)
	}
	merged := m.record
	if m.all != nil {
		merged.Terms = append(merged.Terms, *m.all)
	}
	if m.redirect != nil {
		merged.Terms = append(merged.Terms, Modifier{Name: Redirect, Value: m.redirect})
	}
	return withModifiers(merged, append([]Record{base}, others...))
}

type merger struct {
	policy Policy
	record Record
	// places holds the index of every mechanism by what it matches.
	places map[string]int
	// all and redirect are the ending; at most one of them is set.
	all      *Mechanism
	redirect MacroString
}

// end takes the ending of a record over.
func (m *merger) end(mechanisms []Mechanism, end ending) {
	m.all, m.redirect = nil, nil
	if end.all {
		m.all = &Mechanism{Kind: All, Qualifier: mechanisms[len(mechanisms)-1].Qualifier}
	}
	if end.redirect != nil {
		m.redirect = end.redirect.Value
	}
}

// join brings the ending of another record in.
func (m *merger) join(mechanisms []Mechanism, end ending) {
	if end.redirect != nil {
		if !bytes.Equal(end.redirect.Value.fold(nil), m.redirect.fold(nil)) {
			m.add(Mechanism{Kind: Include, Domain: end.redirect.Value})
		}
		return
	}
	if m.policy != PreferStricter || !end.all {
		return
	}
	theirs := mechanisms[len(mechanisms)-1].Qualifier
	if m.redirect != nil && theirs == Fail {
		// Whatever the redirect leads to, it cannot be stricter than -all.
		m.add(Mechanism{Kind: Include, Domain: m.redirect})
		m.end(mechanisms, end)
		return
	}
	ours := Neutral // The default where nothing is written, section 4.7.
	if m.all != nil {
		ours = m.all.Qualifier
	}
	if m.redirect == nil && theirs.stricter(ours) {
		m.end(mechanisms, end)
	}
}

func (m *merger) mechanisms(mechanisms []Mechanism) {
	for _, mechanism := range mechanisms {
		if mechanism.Kind != All {
			mechanism.Position = Position{}
			m.add(mechanism)
		}
	}
}

// add appends a mechanism unless an earlier one matches the same.
func (m *merger) add(mechanism Mechanism) {
	key := string(mechanism.normalArgument(nil))
	place, found := m.places[key]
	if !found {
		m.places[key] = len(m.record.Terms)
		m.record.Terms = append(m.record.Terms, mechanism)
		return
	}
	earlier, ok := m.record.Terms[place].(Mechanism)
	if ok && m.policy == PreferStricter && mechanism.Qualifier.stricter(earlier.Qualifier) {
		earlier.Qualifier = mechanism.Qualifier
		m.record.Terms[place] = earlier
	}
}

// withModifiers appends the modifiers other than redirect, each once, and of
// exp the first (RFC 7208 section 6 allows one).
func withModifiers(merged Record, records []Record) Record {
	seen := map[string]bool{}
	for _, r := range records {
		for _, t := range r.Terms {
			modifier, ok := t.(Modifier)
			key := t.String()
			if ok && modifier.Name == Exp {
				key = Exp
			}
			if !ok || modifier.Name == Redirect || seen[key] {
				continue
			}
			seen[key] = true
			modifier.Position = Position{}
			merged.Terms = append(merged.Terms, modifier)
		}
	}
	return merged
}
