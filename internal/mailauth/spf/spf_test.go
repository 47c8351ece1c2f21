package spf

import "testing"

func TestIsRecord(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		text string
		want bool
	}{
		"the version alone is a record, section 4.5":        {"v=spf1", true},
		"a space ends the version, section 4.5":             {"v=spf1 mx -all", true},
		"the version has no case, section 12":               {"V=SpF1 mx -all", true},
		"an invalid term does not change that, section 4.5": {"v=spf1 ipv4:1.2.3.4", true},
		"a tab does not end the version, section 4.5":       {"v=spf1\tmx -all", false},
		"nothing stands before the version, section 4.5":    {" v=spf1 mx -all", false},
		"a longer number is another version, section 4.5":   {"v=spf10 mx", false},
		"punctuation does not end the version, section 4.5": {"v=spf1; mx", false},
		"a quotation mark does not start it, section 4.5":   {`"v=spf1 mx"`, false},
		"only ASCII letters fold":                           {"v=\u017fpf1 mx", false},
		"a foreign TXT value is none":                       {"google-site-verification=abc", false},
		"an empty value is none":                            {"", false},
		"Sender ID is none, section 3.1":                    {"spf2.0/pra mx -all", false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := IsRecord(test.text); got != test.want {
				t.Errorf("IsRecord(%q) = %v, want %v", test.text, got, test.want)
			}
		})
	}
}
