package remedy_test

import (
	"strings"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/provider/remedy"
)

func TestItem(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 80)
	for name, tc := range map[string]struct {
		texts []string
		want  string
	}{
		"short":                          {[]string{"one two"}, "- one two"},
		"each text has a line":           {[]string{"one", "two"}, "- one\n  two"},
		"a line that is full is folded":  {[]string{strings.Repeat("eight888 ", 9)}, "- " + strings.TrimSpace(strings.Repeat("eight888 ", 8)) + "\n  eight888"},
		"a word is never cut":            {[]string{"a " + long + " b"}, "- a\n  " + long + "\n  b"},
		"a long word may come first":     {[]string{long}, "- " + long},
		"spaces and lines are one space": {[]string{"one \n two"}, "- one two"},
		"no text is no item":             {nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := remedy.Item(tc.texts...); got != tc.want {
				t.Errorf("got\n%s\nwant\n%s", got, tc.want)
			}
		})
	}
}
