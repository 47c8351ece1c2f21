package functions

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/spf"
)

func spfRender() function.Function {
	return provided{
		name: "spf_render",
		definition: function.Definition{
			Summary: "Puts the text of an SPF record together",
			MarkdownDescription: "Returns the text of an SPF record for an object as `spf_parse` returns it, for example one that `merge` has changed; for a text that is parsed and rendered the result means the same.\n\n" +
				"Every member may be left out or null, but for the `name` of each mechanism and modifier; a member that is not in this list is an error:\n\n" + spfMembers +
				"\nThe default of `qualifier` is `+`. Modifiers are written behind all mechanisms. `column`, `text`, `lookups` and `record` are there for objects of `spf_parse`, and are ignored.",
			Parameters: []function.Parameter{function.DynamicParameter{
				Name:                "object",
				MarkdownDescription: "Object with the members `mechanisms` and `modifiers`, such as `{ mechanisms = [{ name = \"include\", value = \"amazonses.com\" }, { name = \"all\", qualifier = \"~\" }] }`.",
			}},
			Return: function.StringReturn{},
		},
		work: ofObject(spfTogether),
	}
}

// written is the text of a term, and the member that says it.
type written struct {
	where, name, text string
}

// spfTogether reads an object. The grammar is asked about the text that the
// members make, so that there is one grammar.
func spfTogether(r *reader, value tftypes.Value) string {
	o, _ := r.object("", value, "mechanisms", "modifiers", "lookups", "record")
	var terms []written
	for _, m := range o.objects("mechanisms", "qualifier", "name", "value", "prefix_ip4", "prefix_ip6", "column", "text") {
		terms = append(terms, mechanismText(m))
	}
	for _, m := range o.objects("modifiers", "name", "value", "column", "text") {
		terms = append(terms, modifierText(m))
	}
	if len(r.problems) > 0 {
		return ""
	}
	return spfChecked(r, terms)
}

// mechanismText is a mechanism as it is written in a record.
func mechanismText(m object) written {
	name := m.choice("name", kinds()...)
	m.needs("name", oneOf(kinds()))
	text := m.choice("qualifier", "+", "?", "~", "-") + name
	if value, ok := m.word("value"); ok {
		text += ":" + value
	}
	if n := m.number("prefix_ip4", 0, 32); n != nil {
		text += "/" + strconv.Itoa(*n)
	}
	if n := m.number("prefix_ip6", 0, 128); n != nil {
		text += "//" + strconv.Itoa(*n)
	}
	return written{m.where, name, text}
}

// modifierText is a modifier as it is written in a record.
func modifierText(m object) written {
	name, _ := m.word("name")
	m.needs("name", `a name such as "redirect"`)
	value, _ := m.word("value")
	return written{m.where, strings.ToLower(name), name + "=" + value}
}

func kinds() []string {
	var names []string
	for k := spf.All; k <= spf.Exists; k++ {
		names = append(names, k.String())
	}
	return names
}

// word is a text without spaces, which would make two terms of one.
func (o object) word(name string) (string, bool) {
	text := o.text(name)
	if text == nil {
		return "", false
	}
	if strings.Contains(*text, " ") {
		o.reader.add(o.member(name), fmt.Sprintf("found a space in %q", excerpt(*text)), "write one element of the list for each term")
	}
	return *text, true
}

// spfChecked is the record of the terms, which have to be what they are called.
func spfChecked(r *reader, terms []written) string {
	text := "v=spf1"
	var ends []int
	for _, t := range terms {
		text += " " + t.text
		ends = append(ends, len(text))
	}
	record, err := spf.Parse(text)
	var all spf.SyntaxErrors
	if errors.As(err, &all) {
		for _, e := range all {
			i := 0
			for i < len(ends)-1 && ends[i] < e.Column {
				i++
			}
			r.add(terms[i].where, spfFault(e), spfRemedy(e))
		}
		return ""
	}
	for i, term := range record.Terms {
		if nameOf(term) != terms[i].name {
			r.add(terms[i].where, fmt.Sprintf("%q is no %s", terms[i].text, terms[i].name), "write the name alone as name, and what follows it as value")
		}
	}
	return record.String()
}

func nameOf(term spf.Term) string {
	switch t := term.(type) {
	case spf.Mechanism:
		return t.Kind.String()
	case spf.Modifier:
		return t.Name
	}
	return ""
}
