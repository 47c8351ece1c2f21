package taglist

import "slices"

// Nearest returns those known words that one slip of the keyboard turns into
// word: a letter wrong, missing, added or swapped with its neighbour; in the
// order of known. A word that is itself known has none, and neither has one
// letter, to which every other is as near.
func Nearest(word string, known []string) []string {
	word = Fold(word)
	if len(word) < 2 || slices.Contains(known, word) {
		return nil
	}
	var near []string
	for _, k := range known {
		if oneSlip(word, k) {
			near = append(near, k)
		}
	}
	return near
}

func oneSlip(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 || a == b {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) < len(b) {
		return a[i:] == b[i+1:]
	}
	if a[i+1:] == b[i+1:] {
		return true
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}
