package remedy

import "strings"

// columns is how wide a CLI writes where it is not told otherwise.
const columns = 76

// Item is a member of a list: a mark, and each text from a line of its own on.
// CLIs do not fold lines that are indented, so they are folded here; a word that
// is too long for a line has it for itself.
func Item(texts ...string) string {
	var out strings.Builder
	begin := "- "
	for _, text := range texts {
		width := columns // as if full, so that the first word opens a line
		for word := range strings.FieldsSeq(text) {
			if width+1+len(word) > columns {
				out.WriteString(begin + word)
				begin, width = "\n  ", 2+len(word)
				continue
			}
			out.WriteString(" " + word)
			width += 1 + len(word)
		}
	}
	return out.String()
}
