package spf

import "strings"

// maxLookups is the number of terms that may ask DNS in one evaluation
// (RFC 7208 section 4.6.4).
const maxLookups = 10

// Lookups counts the include, a, mx, ptr, exists and redirect terms of the
// record itself that receivers may evaluate (RFC 7208 section 4.6.4): what
// stands after all is left out, as are the lookups of included records.
func (r Record) Lookups() int { return len(r.Asking()) }

// Asking returns the terms that Lookups counts, in the order in which receivers
// come to them: mechanisms as written, redirect last.
func (r Record) Asking() []Term {
	mechanisms, end := r.effective()
	var out []Term
	for _, m := range mechanisms {
		if m.Kind.looksUp() {
			out = append(out, m)
		}
	}
	if end.redirect != nil {
		out = append(out, *end.redirect)
	}
	return out
}

// Authorizes reports whether the record lets the senders of a domain pass: its
// first include of that name, before any all, has the qualifier "+".
func (r Record) Authorizes(domain string) bool {
	m, found := r.include(domain)
	return found && m.Qualifier == Pass
}

// include finds the first effective include of a domain.
func (r Record) include(domain string) (Mechanism, bool) {
	mechanisms, _ := r.effective()
	for _, m := range mechanisms {
		if m.Kind == Include && m.Domain.names(domain) {
			return m, true
		}
	}
	return Mechanism{}, false
}

// names reports whether the domain-spec is this name, written without macros.
func (m MacroString) names(domain string) bool {
	name, ok := m.literal()
	return ok && equalFold(name, strings.TrimSuffix(domain, "."))
}
