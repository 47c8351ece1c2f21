package functions

import (
	"context"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/taglist"
)

// ofObject is the work of a function of one object, which gives a text. All
// attributes of an object parameter are required and surplus ones are dropped
// silently, so the parameter is a dynamic one and the object read by hand.
func ofObject(work func(r *reader, value tftypes.Value) string) func(context.Context, function.ArgumentsData) (any, *function.FuncError) {
	return func(ctx context.Context, arguments function.ArgumentsData) (any, *function.FuncError) {
		var argument attr.Value
		if failed := arguments.GetArgument(ctx, 0, &argument); failed != nil {
			return nil, failed
		}
		value, err := argument.ToTerraformValue(ctx)
		if err != nil {
			return nil, function.NewArgumentFuncError(0, fmt.Sprintf("fault of the mailauth provider: %v. To fix: report it at %s", err, issues))
		}
		if !value.IsFullyKnown() {
			return types.StringUnknown(), nil
		}
		var r reader
		text := work(&r, value)
		return text, refuse(0, r.problems)
	}
}

// reader collects what is wrong with an argument, all of it.
type reader struct {
	problems []problem
}

func (r *reader) add(where, what, fix string) {
	r.problems = append(r.problems, problem{where, what, fix})
}

// object is the members of an object or of a map. A member that is null is
// absent.
type object struct {
	reader *reader
	// where the object is, such as "mechanisms[1]"; empty for the argument.
	where   string
	members map[string]tftypes.Value
}

// object takes a value apart. A member that is not among the known is refused
// with their names: silently dropped, it would be a record that does not say
// what was meant. It reports false for what is no object at all.
func (r *reader) object(where string, value tftypes.Value, known ...string) (object, bool) {
	o := object{reader: r, where: where}
	if value.IsNull() || !shaped(value, tftypes.Object{}, tftypes.Map{}) {
		r.add(where, "found "+shape(value), "write an object with members out of "+strings.Join(known, ", "))
		return o, false
	}
	o.members = as[map[string]tftypes.Value](value)
	for _, name := range slices.Sorted(maps.Keys(o.members)) {
		if slices.Contains(known, name) {
			continue
		}
		fix := "delete it"
		if near := taglist.Nearest(name, known); len(near) > 0 {
			fix = "write " + strings.Join(near, " or ") + ", or delete it"
		}
		r.add(o.member(name), "there is no such member", fix+"; the members are "+strings.Join(known, ", "))
	}
	return o, true
}

// member is where a member is.
func (o object) member(name string) string { return strings.TrimPrefix(o.where+"."+name, ".") }

// needs refuses an object without a member.
func (o object) needs(name, expected string) {
	if value, ok := o.members[name]; !ok || value.IsNull() {
		o.reader.add(o.member(name), "it is missing", "write "+expected)
	}
}

// get returns a member; it reports false where it is absent or, what it says
// itself, of none of the types.
func (o object) get(name, expected string, allowed ...tftypes.Type) (tftypes.Value, bool) {
	value, ok := o.members[name]
	if !ok || value.IsNull() {
		return value, false
	}
	if !shaped(value, allowed...) {
		o.reader.add(o.member(name), "found "+shape(value), "write "+expected)
		return value, false
	}
	return value, true
}

// text is a member that is a text, nil where it is absent.
func (o object) text(name string) *string {
	value, ok := o.get(name, "a string", tftypes.String)
	if !ok {
		return nil
	}
	text := as[string](value)
	return &text
}

// choice is a member that is one of a few words, empty where it is absent.
func (o object) choice(name string, allowed ...string) string {
	word := o.text(name)
	if word == nil {
		return ""
	}
	if !slices.Contains(allowed, *word) {
		fix := allowed
		if near := taglist.Nearest(*word, allowed); len(near) > 0 {
			fix = near
		}
		o.reader.add(o.member(name), fmt.Sprintf("found %q", excerpt(*word)), "write "+oneOf(fix))
		return ""
	}
	return *word
}

// flag is a member that is true or false, false where it is absent.
func (o object) flag(name string) bool {
	value, ok := o.get(name, "true or false, without quotation marks", tftypes.Bool)
	return ok && as[bool](value)
}

// number is a member that is a whole number, nil where it is absent.
func (o object) number(name string, low, high int64) *int {
	expected := fmt.Sprintf("a whole number from %d to %d", low, high)
	value, ok := o.get(name, expected, tftypes.Number)
	if !ok {
		return nil
	}
	number := as[*big.Float](value)
	whole, accuracy := number.Int64()
	if accuracy != big.Exact || whole < low || whole > high {
		o.reader.add(o.member(name), "found "+number.Text('g', 20), "write "+expected)
		return nil
	}
	n := int(whole)
	return &n
}

// list is the elements of a member that is a list, a set or a tuple.
func (o object) list(name, expected string) []tftypes.Value {
	value, ok := o.get(name, expected, tftypes.List{}, tftypes.Set{}, tftypes.Tuple{})
	if !ok {
		return nil
	}
	return as[[]tftypes.Value](value)
}

// texts are the elements of a member that is a list of texts. Each is checked:
// what is wrong with it and what to type instead, or nothing.
func (o object) texts(name string, check func(text string) (what, fix string)) []string {
	var out []string
	for i, value := range o.list(name, "a list of strings") {
		where := fmt.Sprintf("%s[%d]", o.member(name), i)
		if value.IsNull() || !shaped(value, tftypes.String) {
			o.reader.add(where, "found "+shape(value), "write a string")
			continue
		}
		text := as[string](value)
		if what, fix := check(text); what != "" {
			o.reader.add(where, what, fix)
		}
		out = append(out, text)
	}
	return out
}

// objects are the elements of a member that is a list of objects.
func (o object) objects(name string, known ...string) []object {
	var out []object
	for i, value := range o.list(name, "a list of objects") {
		if element, ok := o.reader.object(fmt.Sprintf("%s[%d]", o.member(name), i), value, known...); ok {
			out = append(out, element)
		}
	}
	return out
}

// as converts a value whose type has been looked at.
func as[T any](value tftypes.Value) T {
	var out T
	if err := value.As(&out); err != nil {
		panic(err)
	}
	return out
}

func shaped(value tftypes.Value, allowed ...tftypes.Type) bool {
	return slices.ContainsFunc(allowed, value.Type().Is)
}

// shape names a value for somebody who wrote another one.
func shape(value tftypes.Value) string {
	switch {
	case value.IsNull():
		return "null"
	case shaped(value, tftypes.String):
		return fmt.Sprintf("the string %q", excerpt(as[string](value)))
	case shaped(value, tftypes.Number):
		return "the number " + as[*big.Float](value).Text('g', 20)
	case shaped(value, tftypes.Bool):
		return fmt.Sprint(as[bool](value))
	case shaped(value, tftypes.List{}, tftypes.Set{}, tftypes.Tuple{}):
		return "a list"
	}
	return "an object"
}

// excerpt is the start of a text, so that no message is as long as what it is
// about.
func excerpt(text string) string {
	const limit = 80
	if len(text) <= limit {
		return text
	}
	return strings.ToValidUTF8(text[:limit], "") + "..."
}

// oneOf lists words as they are typed.
func oneOf(words []string) string {
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = fmt.Sprintf("%q", w)
	}
	last := len(quoted) - 1
	if last < 1 {
		return strings.Join(quoted, "")
	}
	return strings.Join(quoted[:last], ", ") + " or " + quoted[last]
}
