package taglist

import "hash/maphash"

// Duplicate returns the first pair whose name occurs before it, which makes a
// list invalid (RFC 6376 section 3.2). Names that are malformed do not count:
// they are no tags. The key of a name is what is compared.
//
// A map would do the same at three times the memory, and a record may be 4,000
// octets of tags.
func (l List) Duplicate(key func(name string) string) (Segment, bool) {
	size := 8
	for size < 2*len(l) {
		size *= 2
	}
	// table holds 1 + the index of a segment, at the hash of its key or
	// behind it. The seed keeps a crafted text from making hashes collide.
	table := make([]int32, size)
	seed := maphash.MakeSeed()
	for i, s := range l {
		if s.Kind != Pair || !ValidName(s.Name) {
			continue
		}
		name := key(s.Name)
		at := int(maphash.String(seed, name) % uint64(size))
		for ; table[at] != 0; at = (at + 1) % size {
			if key(l[table[at]-1].Name) == name {
				return s, true
			}
		}
		table[at] = int32(i + 1)
	}
	return Segment{}, false
}
