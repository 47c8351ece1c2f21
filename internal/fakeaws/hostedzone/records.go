package hostedzone

import (
	"slices"
	"strings"
)

// records are the sets of one zone in Route 53's order. Methods that change them return new records, so that a
// batch works on its own copy and is thrown away whole when one change fails.
type records []*entry

// at returns where a set with this key is or would be, and whether it is there.
func (r records) at(k Key) (int, bool) {
	probe := newEntry(Set{Name: k.Name, Type: k.Type, Routing: &Routing{SetIdentifier: k.SetIdentifier}})
	return slices.BinarySearchFunc(r, probe, compareEntries)
}

func (r records) find(k Key) (Set, bool) {
	i, found := r.at(k)
	if !found {
		return Set{}, false
	}
	return r[i].set, true
}

// named returns the sets of a name.
func (r records) named(name string) records {
	i, _ := r.at(Key{Name: name})
	n := i
	for n < len(r) && r[n].set.Name == name {
		n++
	}
	return r[i:n]
}

// typed returns the sets of a name and a type, several if they have a routing policy.
func (r records) typed(name, typ string) records {
	i, _ := r.at(Key{Name: name, Type: typ})
	n := i
	for n < len(r) && r[n].set.Name == name && r[n].set.Type == typ {
		n++
	}
	return r[i:n]
}

// exists says whether the name owns a set or has names below it (an empty non-terminal, RFC 4592 section 2.2.2).
func (r records) exists(name string) bool {
	i, _ := r.at(Key{Name: name})
	return i < len(r) && strings.HasPrefix(r[i].reversed, sortKey(name))
}

func (r records) with(set Set) records {
	e := newEntry(set)
	i, found := slices.BinarySearchFunc(r, e, compareEntries)
	r = slices.Clone(r)
	if found {
		r[i] = e
		return r
	}
	return slices.Insert(r, i, e)
}

func (r records) without(k Key) records {
	i, found := r.at(k)
	if !found {
		return r
	}
	return slices.Delete(slices.Clone(r), i, i+1)
}
