package spf

import "testing"

func TestMerge(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		base   string
		others []string
		// kept is the result of KeepBase, strict that of PreferStricter.
		kept, strict string
	}{
		"terms of both, the base first, section 3.2": {
			"v=spf1 mx ~all", []string{"v=spf1 include:amazonses.com ~all"},
			"v=spf1 mx include:amazonses.com ~all", "v=spf1 mx include:amazonses.com ~all",
		},
		"the same term once, however it is written": {
			"v=spf1 a include:X.org ip4:192.0.2.0/24 ~all", []string{"v=spf1 a:%{d} include:x.org. ip4:192.0.2.9/24 a/24 ~all"},
			"v=spf1 a include:X.org ip4:192.0.2.0/24 a/24 ~all", "v=spf1 a include:X.org ip4:192.0.2.0/24 a/24 ~all",
		},
		"a term repeated within a record once": {
			"v=spf1 mx mx ~all", nil,
			"v=spf1 mx ~all", "v=spf1 mx ~all",
		},
		"the stricter all only when asked": {
			"v=spf1 mx ~all", []string{"v=spf1 a -all", "v=spf1 ptr ?all"},
			"v=spf1 mx a ptr ~all", "v=spf1 mx a ptr -all",
		},
		"the looser all never": {
			"v=spf1 mx -all", []string{"v=spf1 a +all"},
			"v=spf1 mx a -all", "v=spf1 mx a -all",
		},
		"no ending is as loose as ?all, section 4.7": {
			"v=spf1 mx", []string{"v=spf1 a ~all"},
			"v=spf1 mx a", "v=spf1 mx a ~all",
		},
		"all that lets pass is looser than no ending": {
			"v=spf1 mx", []string{"v=spf1 a +all"},
			"v=spf1 mx a", "v=spf1 mx a",
		},
		"the stricter qualifier of one mechanism only when asked": {
			"v=spf1 mx a ~all", []string{"v=spf1 -mx ?a ~all"},
			"v=spf1 mx a ~all", "v=spf1 -mx ?a ~all",
		},
		"what follows all is left out, section 5.1": {
			"v=spf1 mx ~all ptr", []string{"v=spf1 -all a"},
			"v=spf1 mx ~all", "v=spf1 mx -all",
		},
		"the redirect of the base stays, section 6.1": {
			"v=spf1 mx redirect=x.org", []string{"v=spf1 a ~all"},
			"v=spf1 mx a redirect=x.org", "v=spf1 mx a redirect=x.org",
		},
		"a redirect gives way to -all when asked, and keeps its senders": {
			"v=spf1 mx redirect=x.org", []string{"v=spf1 a -all"},
			"v=spf1 mx a redirect=x.org", "v=spf1 mx a include:x.org -all",
		},
		"the redirect of another becomes an include": {
			"v=spf1 mx ~all", []string{"v=spf1 redirect=x.org"},
			"v=spf1 mx include:x.org ~all", "v=spf1 mx include:x.org ~all",
		},
		"the same redirect stays one": {
			"v=spf1 redirect=x.org", []string{"v=spf1 a redirect=X.ORG."},
			"v=spf1 a redirect=x.org", "v=spf1 a redirect=x.org",
		},
		"a redirect beside all is left out, section 6.1": {
			"v=spf1 mx ~all redirect=x.org", []string{"v=spf1 a ~all redirect=y.org"},
			"v=spf1 mx a ~all", "v=spf1 mx a ~all",
		},
		"one exp, that of the base, and each other modifier once, section 6": {
			"v=spf1 exp=e.x.org foo=1 ~all", []string{"v=spf1 exp=f.x.org foo=1 foo=2 ~all"},
			"v=spf1 ~all exp=e.x.org foo=1 foo=2", "v=spf1 ~all exp=e.x.org foo=1 foo=2",
		},
		"three records": {
			"v=spf1 ~all", []string{"v=spf1 include:a.org ~all", "v=spf1 include:b.org -all"},
			"v=spf1 include:a.org include:b.org ~all", "v=spf1 include:a.org include:b.org -all",
		},
		"macro letters are told apart, section 7.3": {
			"v=spf1 exists:%{l}.x.y ~all", []string{"v=spf1 exists:%{L}.x.y ~all"},
			"v=spf1 exists:%{l}.x.y exists:%{L}.x.y ~all", "v=spf1 exists:%{l}.x.y exists:%{L}.x.y ~all",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			base := mustParse(t, test.base)
			var others []Record
			for _, text := range test.others {
				others = append(others, mustParse(t, text))
			}
			if got := Merge(KeepBase, base, others...).String(); got != test.kept {
				t.Errorf("KeepBase: got %q, want %q", got, test.kept)
			}
			if got := Merge(PreferStricter, base, others...).String(); got != test.strict {
				t.Errorf("PreferStricter: got %q, want %q", got, test.strict)
			}
			if base.String() != mustParse(t, test.base).String() {
				t.Errorf("the base was changed to %q", base)
			}
		})
	}
}
