package hostedzone

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// apply returns the zone's records after the batch. Each step stops at what it refuses and reports all of that, as
// InvalidChangeBatch lists several messages; which of Route 53's own steps comes first is not documented.
func (z *zoneState) apply(batch []Change) (records, error) {
	if err := checkForm(batch); err != nil {
		return nil, err
	}
	if err := checkSize(batch); err != nil {
		return nil, err
	}
	batch, err := canonicalBatch(batch)
	if err != nil {
		return nil, err
	}
	if err := checkRepeats(batch); err != nil {
		return nil, err
	}
	if err := checkValues(batch); err != nil {
		return nil, err
	}
	return z.run(batch)
}

// run applies the changes one after the other, each on what the ones before it left: a DELETE makes room for a
// CREATE that follows it, not for one before it.
func (z *zoneState) run(batch []Change) (records, error) {
	after := z.records
	var messages []string
	for _, change := range batch {
		if message := z.refusal(after, change); message != "" {
			messages = append(messages, message)
			continue
		}
		if change.Action == Delete {
			after = after.without(change.Set.key())
		} else {
			after = after.with(change.Set)
		}
	}
	if len(messages) == 0 {
		messages = z.apexRefusals(after)
	}
	if len(messages) > 0 {
		return nil, refuse(CodeInvalidChangeBatch, messages...)
	}
	return after, nil
}

// refusal says why a change cannot be applied to the records, or "".
func (z *zoneState) refusal(r records, change Change) string {
	set := change.Set
	current, exists := r.find(set.key())
	switch {
	case change.Action == Delete && !exists:
		return fmt.Sprintf("Tried to delete resource record set [%s] but it was not found", set.label())
	case change.Action == Delete && !z.compared(current).same(z.compared(set)):
		return fmt.Sprintf("Tried to delete resource record set [%s] but the values provided do not match the current values", set.label())
	case change.Action == Delete:
		return ""
	case change.Action == Create && exists:
		return fmt.Sprintf("Tried to create resource record set [%s] but it already exists", set.label())
	}
	return z.conflict(r, set)
}

// label names a set the way messages about existence do.
func (s Set) label() string {
	text := fmt.Sprintf("name='%s', type='%s'", s.Name, s.Type)
	if s.Routing != nil {
		text += fmt.Sprintf(", set-identifier='%s'", s.Routing.SetIdentifier)
	}
	return text
}

// compared is a set as a DELETE compares it.
func (z *zoneState) compared(s Set) Set {
	if !z.looseHosts || !slices.Contains([]string{"CNAME", "MX", "NS"}, s.Type) {
		return s
	}
	s = s.clone()
	for i, value := range s.Values {
		s.Values[i] = strings.TrimSuffix(strings.ToLower(value), ".")
	}
	return s
}

// same says whether a DELETE names this set exactly. Values are compared verbatim and in any order, see SetLooseHosts.
func (s Set) same(other Set) bool {
	return s.TTL == other.TTL &&
		slices.Equal(slices.Sorted(slices.Values(s.Values)), slices.Sorted(slices.Values(other.Values))) &&
		equalPointers(s.Routing, other.Routing) &&
		equalPointers(s.Alias, other.Alias) &&
		s.HealthCheckID == other.HealthCheckID
}

func equalPointers[T comparable](a, b *T) bool {
	if a == nil || b == nil {
		return a == b
	}
	return *a == *b
}

// canonicalBatch brings names and alias targets into stored form.
func canonicalBatch(batch []Change) ([]Change, error) {
	canonical := make([]Change, len(batch))
	var messages []string
	read := func(name string) string {
		stored, err := CanonicalName(name)
		if nameErr := (*NameError)(nil); errors.As(err, &nameErr) {
			messages = append(messages, nameErr.Error())
		}
		return stored
	}
	for i, change := range batch {
		change.Set = change.Set.clone()
		change.Set.Name = read(change.Set.Name)
		if change.Set.Alias != nil {
			change.Set.Alias.DNSName = read(change.Set.Alias.DNSName)
		}
		canonical[i] = change
	}
	if len(messages) > 0 {
		return nil, refuse(CodeInvalidChangeBatch, messages...)
	}
	return canonical, nil
}

// checkRepeats refuses a batch that names a set more than once, other than to DELETE and then CREATE it, which the
// API reference offers as a way to replace one.
func checkRepeats(batch []Change) error {
	actions := map[Key][]Action{}
	var messages []string
	for _, change := range batch {
		key := change.Set.key()
		seen := append(actions[key], change.Action)
		actions[key] = seen
		if len(seen) == 1 || slices.Equal(seen, []Action{Delete, Create}) {
			continue
		}
		message := fmt.Sprintf("The request contains an invalid set of changes for a resource record set '%s %s'", key.Type, key.Name)
		if !slices.Contains(messages, message) {
			messages = append(messages, message)
		}
	}
	if len(messages) > 0 {
		return refuse(CodeInvalidChangeBatch, messages...)
	}
	return nil
}
