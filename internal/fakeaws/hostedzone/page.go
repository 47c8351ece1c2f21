package hostedzone

// Page returns at most limit sets of a zone from the first one that is not before start, which is a lower bound and
// no filter, and the key of the set that follows them; nil at the end. It is false if there is no such zone. The
// name in start is in stored form; "" starts at the beginning.
func (s *Store) Page(zoneID string, start Key, limit int) ([]Set, *Key, bool) {
	all, ok := s.snapshot(zoneID)
	if !ok {
		return nil, nil, false
	}
	if start.Name != "" {
		i, _ := all.at(start)
		all = all[i:]
	}
	if len(all) <= limit {
		return all.cloneSets(), nil, true
	}
	next := all[limit].set.key()
	return all[:limit].cloneSets(), &next, true
}
