package spf

import (
	"strings"
	"unicode/utf8"
)

// version checks the start of the text and returns the bounds of the terms.
// Where the version is there but wrongly surrounded, the terms are still read,
// so that one look shows all faults; where it is not there, nothing is.
func (p *parser) version() (from, to int) {
	to = len(p.text)
	if IsRecord(p.text) {
		return len(versionTag), to
	}
	start := indexFold(p.text, versionTag)
	if start < 0 {
		p.fail(0, min(len(p.text), 20), fault{"S01", "4.5", "a text that does not start with v=spf1", versionFix(p.text)})
		return to, to
	}
	if start > 0 {
		before := p.text[:start]
		if !looksLikeSpace(before) && !isQuotation(before) && before != "\ufeff" {
			p.fail(0, start, fault{"S01", "4.5", "a text that does not start with v=spf1", "remove what stands before v=spf1"})
			return to, to
		}
		p.fail(0, start, fault{"S01", "4.5", leading(before) + " before v=spf1", "remove it, so that the text starts with v=spf1"})
		if isQuotation(before) {
			to = len(p.text[:to]) - quotationSuffix(p.text)
		}
	}
	from = start + len(versionTag)
	if from < to && p.text[from] != ' ' {
		from = p.afterVersion(from, to)
	}
	return from, to
}

// afterVersion reports what is glued to v=spf1 and returns where to go on.
func (p *parser) afterVersion(from, to int) int {
	end := from
	for end < to && p.text[end] != ' ' && !isSpaceAt(p.text, end) {
		end++
	}
	if end == from {
		end += illegalRun(p.text[from:to])
	}
	p.fail(from, end, fault{"S01", "4.5", "v=spf1 that is not followed by a space", "write one space after v=spf1"})
	return end
}

func leading(before string) string {
	switch {
	case before == "\ufeff":
		return "a byte order mark"
	case isQuotation(before):
		return "a quotation mark"
	}
	return "white space"
}

func versionFix(text string) string {
	switch {
	case text == "":
		return `write a record, such as "v=spf1 include:amazonses.com ~all"`
	case isSenderID(text):
		return "replace " + quote(excerpt(firstWord(text))) + " by v=spf1: receivers read no other version"
	}
	return "start the text with v=spf1 and a space"
}

// isSenderID reports the version of Sender ID (RFC 4406), which only looks like SPF.
func isSenderID(text string) bool {
	return len(text) >= 5 && equalFold(text[:5], "spf2.")
}

func firstWord(text string) string {
	word, _, _ := strings.Cut(text, " ")
	return word
}

// indexFold finds word in text in any case, or -1.
func indexFold(text, word string) int {
	for i := 0; i+len(word) <= len(text); i++ {
		if equalFold(text[i:i+len(word)], word) {
			return i
		}
	}
	return -1
}

// illegal finds the first byte that is not visible ASCII, or -1
// (RFC 7208 section 12).
func illegal(s string) int {
	for i := range len(s) {
		if s[i] <= ' ' || s[i] > '~' {
			return i
		}
	}
	return -1
}

// illegalRun is the length of the characters at the start of s that no record
// may have and that belong together, at least one byte.
func illegalRun(s string) int {
	end := 0
	space := false
	for end < len(s) && (s[end] < ' ' || s[end] > '~') {
		_, width := utf8.DecodeRuneInString(s[end:])
		if end == 0 {
			space = isSpaceAt(s, 0)
		} else if isSpaceAt(s, end) != space {
			break
		}
		end += width
	}
	return max(end, 1)
}

// looksLikeSpace reports characters that an editor shows as white space.
func looksLikeSpace(s string) bool {
	return strings.Trim(s, " \t\r\n\v\f\u00a0\u2002\u2003\u2009\u200b\u202f\u3000") == ""
}

func isSpaceAt(text string, at int) bool {
	_, width := utf8.DecodeRuneInString(text[at:])
	return looksLikeSpace(text[at : at+width])
}

const quotations = "\"'`\u201c\u201d\u201e\u2018\u2019\u00ab\u00bb"

func isQuotation(s string) bool { return s != "" && strings.Trim(s, quotations) == "" }

// quotationSuffix is the length of the quotation marks at the end of s.
func quotationSuffix(s string) int { return len(s) - len(strings.TrimRight(s, quotations)) }

func illegalFault(run string) fault {
	f := fault{"S02", "4.6.1", "a character that is not printable ASCII", "remove it; write names in their ASCII form (xn--)"}
	switch {
	case run == "\t":
		f.what, f.fix = "a tab", "write a space instead"
	case strings.Trim(run, "\r\n") == "":
		f.what, f.fix = "a line break", "write the record on one line, with a space instead"
	case run == "\u00a0":
		f.what, f.fix = "a no-break space", "write an ordinary space instead"
	case looksLikeSpace(run):
		f.what, f.fix = "white space that is not a space", "write an ordinary space instead"
	case strings.Trim(run, "\u2010\u2011\u2012\u2013\u2014\u2212") == "":
		f.what, f.fix = "a dash that is not the ASCII hyphen", `write "-" instead`
	case run == "\ufeff":
		f.what, f.fix = "a byte order mark", "remove it"
	case isQuotation(run):
		f.what, f.fix = "a quotation mark", "remove it"
	case strings.Trim(run, "\uff1a\u02d0\ua789") == "":
		f.what, f.fix = "a colon that is not the ASCII colon", `write ":" instead`
	}
	return f
}
