package advice_test

import (
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/advice"
)

func TestRemedy(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ fix, want string }{
		"a sentence gets its end":               {"write reject", "found.\n\nTo fix: write reject."},
		"a sentence that has an end keeps it":   {"write reject.", "found.\n\nTo fix: write reject."},
		"a question gets no other end":          {"did you mean \"all\"?", "found.\n\nTo fix: did you mean \"all\"?"},
		"a line to be copied is nothing else":   {"write:\n    spf = \"v=spf1 -all\"", "found.\n\nTo fix: write:\n    spf = \"v=spf1 -all\""},
		"a sentence behind a line to be copied": {"write:\n    a\nand go on", "found.\n\nTo fix: write:\n    a\nand go on."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := advice.Remedy("found.", tc.fix); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}
