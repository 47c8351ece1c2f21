package main

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// width is how wide texts and tables are, in columns.
const width = 100

// indents of what the demo says, and of what files and programs say.
const (
	ownIndent   = "  "
	theirIndent = "    "
)

// style is the middle of the escape sequence of a look.
type style string

const (
	bold  style = "1"
	faint style = "2"
	title style = "1;36"
	reset style = "0"
)

// screen is what the audience looks at.
type screen struct {
	out    io.Writer
	colour bool
	// err is the first failure to write; after it nothing is written.
	err error
}

func (s *screen) printf(format string, args ...any) {
	if s.err == nil {
		_, s.err = fmt.Fprintf(s.out, format, args...)
	}
}

// paint gives a text a look, where looks are wanted.
func (s *screen) paint(look style, text string) string {
	if !s.colour {
		return text
	}
	return "\x1b[" + string(look) + "m" + text + "\x1b[0m"
}

// heading opens a scene.
func (s *screen) heading(number int, text string) {
	line := fmt.Sprintf("%d. %s", number, text)
	s.printf("\n%s\n%s\n", s.paint(title, line), s.paint(faint, strings.Repeat("─", utf8.RuneCountInString(line))))
}

// say writes a paragraph.
func (s *screen) say(text string) {
	s.printf("\n")
	for _, line := range wrap(text, width-len(ownIndent)) {
		s.printf("%s%s\n", ownIndent, line)
	}
}

// item writes a paragraph with a mark in front of it.
func (s *screen) item(mark, text string) {
	s.printf("\n")
	for _, line := range wrap(text, width-len(ownIndent)-len(mark)-1) {
		s.printf("%s%s %s\n", ownIndent, s.paint(bold, mark), line)
		mark = strings.Repeat(" ", len(mark))
	}
}

// command shows what a user would type.
func (s *screen) command(line string) { s.printf("\n%s%s\n", ownIndent, s.paint(bold, "$ "+line)) }

// quote writes a text as it is, with room around it.
func (s *screen) quote(text string) {
	s.printf("\n")
	for line := range strings.Lines(text) {
		s.printf("%s\n", strings.TrimRight(theirIndent+line, " \n"))
	}
}

// output takes what a program writes, see filter; the caller closes it.
func (s *screen) output(fold bool) io.WriteCloser {
	s.printf("\n")
	return &filter{
		drop: []string{overridden},
		fold: fold,
		line: func(line string) {
			if !s.colour {
				line = plain(line)
			}
			s.printf("%s\n", strings.TrimRight(theirIndent+line, " "))
		},
		// The last line may have left its colour on.
		done: func() { s.printf("%s", s.paint(reset, "")) },
	}
}

// table writes rows below a head. A cell that is wider than its column goes on
// in the next line.
func (s *screen) table(columns []int, head []string, rows ...[]string) {
	s.printf("\n")
	s.row(columns, head, func(text string) string { return s.paint(bold, text) })
	for _, row := range rows {
		s.row(columns, row, func(text string) string { return text })
	}
}

func (s *screen) row(columns []int, cells []string, look func(string) string) {
	wrapped := make([][]string, len(cells))
	height := 0
	for i, cell := range cells {
		wrapped[i] = wrap(cell, columns[i])
		height = max(height, len(wrapped[i]))
	}
	for y := range height {
		var line strings.Builder
		for i, column := range columns {
			text := ""
			if y < len(wrapped[i]) {
				text = wrapped[i][y]
			}
			line.WriteString(text + strings.Repeat(" ", max(column-utf8.RuneCountInString(text), 0)+2))
		}
		s.printf("%s%s\n", ownIndent, look(strings.TrimRight(line.String(), " ")))
	}
}

// wrap breaks a text at spaces into lines of at most so many columns; a longer
// word has a line of its own.
func wrap(text string, columns int) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		if line != "" && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > columns {
			lines = append(lines, line)
			line = ""
		}
		line = strings.TrimPrefix(line+" "+word, " ")
	}
	return append(lines, line)
}
