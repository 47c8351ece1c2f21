package rr

// MaxCharacterString is the length limit of one character-string of a TXT
// record in octets (RFC 1035 section 3.3).
const MaxCharacterString = 255

// Chunks cuts the text of a TXT record into character-strings of at most
// MaxCharacterString octets, to be joined without a separator (RFC 7208
// section 3.3, RFC 6376 section 3.6.2.2). It cuts as late as it can, so short
// text is one string; empty text is one empty string.
func Chunks(text string) []string {
	var out []string
	for len(text) > MaxCharacterString {
		out = append(out, text[:MaxCharacterString])
		text = text[MaxCharacterString:]
	}
	return append(out, text)
}
