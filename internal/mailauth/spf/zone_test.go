package spf

import (
	"errors"
	"strings"
)

// zone answers DNS questions of tests: name in lower case, then type, then
// values. MX values are host names.
type zone map[string]map[string][]string

// timeout as a type makes questions for types without values fail.
const timeout = "TIMEOUT"

var errTimeout = errors.New("dns timeout")

// lookup follows CNAMEs; a loop is an error (RFC 1034 section 3.6.2). A name
// that DNS cannot ask for does not exist.
func (z zone) lookup(name, kind string) ([]string, error) {
	for range 10 {
		name = strings.ToLower(strings.TrimSuffix(name, "."))
		if !isQueryable(name) {
			return nil, nil
		}
		records := z[name]
		if values, ok := records[kind]; ok {
			return values, nil
		}
		if _, ok := records[timeout]; ok {
			return nil, errTimeout
		}
		alias, ok := records["CNAME"]
		if !ok {
			return nil, nil
		}
		name = alias[0]
	}
	return nil, errTimeout
}

// isQueryable reports labels of 1 to 63 octets, at most 253 together.
func isQueryable(name string) bool {
	if len(name) > 253 {
		return false
	}
	for label := range strings.SplitSeq(name, ".") {
		if label == "" || len(label) > maxLabel {
			return false
		}
	}
	return true
}
