// Package spf reads, prints, compares, merges and judges the text of SPF
// records (RFC 7208). It evaluates nothing and asks no DNS: what a record
// means for a message is the receiver's business.
//
// Parse gives a syntax tree in which every term knows its place in the text.
// Check gives the same faults, and those that the grammar allows, as advice.
package spf

// versionTag starts every record (RFC 7208 section 4.5).
const versionTag = "v=spf1"

// Parse reads a record by the grammar of RFC 7208 section 12, byte for byte.
//
// The text is the whole TXT value, its character-strings joined. The error is
// a SyntaxErrors with every fault of the text in the order of their columns.
func Parse(text string) (Record, error) {
	record, faults := parse(text)
	if len(faults) > 0 {
		return Record{}, faults
	}
	return record, nil
}

// IsRecord reports whether a TXT value is an SPF record: it starts with v=spf1
// in any case, followed by a space or the end (RFC 7208 section 4.5). A record
// may still be invalid; two of them at one name make receivers refuse both.
func IsRecord(text string) bool {
	if len(text) < len(versionTag) || !equalFold(text[:len(versionTag)], versionTag) {
		return false
	}
	return len(text) == len(versionTag) || text[len(versionTag)] == ' '
}

// equalFold compares ASCII letters without case. strings.EqualFold would also
// take U+017F for an s.
func equalFold(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range len(a) {
		if lower(a[i]) != lower(b[i]) {
			return false
		}
	}
	return true
}

func lower(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		return c + ('a' - 'A')
	}
	return c
}

func isAlpha(c byte) bool { return 'a' <= lower(c) && lower(c) <= 'z' }

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// indexEither finds the first a or b in s, or -1. The texts are so short that
// the table of strings.IndexAny would cost more than the search.
func indexEither(s string, a, b byte) int {
	for i := range len(s) {
		if s[i] == a || s[i] == b {
			return i
		}
	}
	return -1
}
