package taglist

import (
	"slices"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		text  string
		space Space
		want  List
	}{
		"pairs with their columns": {"v=DMARC1; p=none", WSP, List{
			{Pair, "v=DMARC1", "v", "DMARC1", 1, 3},
			{Pair, " p=none", "p", "none", 11, 13},
		}},
		"white space around name and value is left out": {" a \t=\t b c ", WSP, List{
			{Pair, " a \t=\t b c ", "a", "b c", 2, 8},
		}},
		"a second equals sign belongs to the value": {"p=AA==", WSP, List{
			{Pair, "p=AA==", "p", "AA==", 1, 3},
		}},
		"a final semicolon leaves an end, not an empty tag": {"a=1; ", WSP, List{
			{Pair, "a=1", "a", "1", 1, 3}, {End, " ", "", "", 5, 0},
		}},
		"two semicolons leave an empty tag": {"a=1;;b=2", WSP, List{
			{Pair, "a=1", "a", "1", 1, 3}, {Empty, "", "", "", 5, 0}, {Pair, "b=2", "b", "2", 6, 8},
		}},
		"text without an equals sign is bare": {"a=1; p none ;", WSP, List{
			{Pair, "a=1", "a", "1", 1, 3}, {Bare, " p none ", "p none", "", 6, 0}, {End, "", "", "", 14, 0},
		}},
		"an empty name and an empty value are a pair": {"=;x=", WSP, List{
			{Pair, "=", "", "", 1, 2}, {Pair, "x=", "x", "", 3, 5},
		}},
		"a line break is white space for DKIM": {"a=1;\r\n\tb=2\r\n", FWS, List{
			{Pair, "a=1", "a", "1", 1, 3}, {Pair, "\r\n\tb=2\r\n", "b", "2", 8, 10},
		}},
		"a line break is part of a name for DMARC": {"a=1;\nb=2", WSP, List{
			{Pair, "a=1", "a", "1", 1, 3}, {Pair, "\nb=2", "\nb", "2", 5, 8},
		}},
		"a no-break space is never white space": {"\u00a0a=1", FWS, List{
			{Pair, "\u00a0a=1", "\u00a0a", "1", 1, 5},
		}},
		"no text is one empty segment": {"", WSP, List{{Empty, "", "", "", 1, 0}}},
		"a lone semicolon is empty, then the end": {";", WSP, List{
			{Empty, "", "", "", 1, 0}, {End, "", "", "", 2, 0},
		}},
		"order and duplicates stay": {"b=1;a=2;b=3", WSP, List{
			{Pair, "b=1", "b", "1", 1, 3}, {Pair, "a=2", "a", "2", 5, 7}, {Pair, "b=3", "b", "3", 9, 11},
		}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := Parse(test.text, test.space)
			if !slices.Equal(got, test.want) {
				t.Errorf("got  %#v\nwant %#v", got, test.want)
			}
			if got.String() != test.text {
				t.Errorf("printed as %q, want %q", got, test.text)
			}
		})
	}
}

func TestFindTakesTheFirstOfExactlyTheName(t *testing.T) {
	t.Parallel()
	list := Parse("P=1;p;p=2;p=3", WSP)
	if s, ok := list.Find("p"); !ok || s.Value != "2" {
		t.Errorf("found %+v, %v, want the value 2", s, ok)
	}
	if s, ok := list.Find("q"); ok {
		t.Errorf("found %+v, want nothing", s)
	}
}

func TestDuplicate(t *testing.T) {
	t.Parallel()
	exact := func(name string) string { return name }
	tests := map[string]struct {
		text   string
		key    func(string) string
		column int // 0 for none
	}{
		"RFC 6376 section 3.2: the second of a name": {"a=1;b=1;a=2;b=2", exact, 9},
		"names that differ in case are two names":    {"a=1;A=2", exact, 0},
		"unless the key folds them":                  {"a=1;A=2", Fold, 5},
		"bare and malformed segments do not count":   {"a=1;a;-=1;-=2;=;=", exact, 0},
		"an empty list": {"", exact, 0},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, ok := Parse(test.text, WSP).Duplicate(test.key)
			if s.Column != test.column || ok != (test.column > 0) {
				t.Errorf("%+v, %v, want column %d", s, ok, test.column)
			}
		})
	}
}

func TestValidName(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{
		"p": true, "adkim": true, "X_1": true,
		"": false, "1a": false, "_a": false, "a-b": false, "a b": false, "é": false,
	} {
		if ValidName(name) != want {
			t.Errorf("ValidName(%q) is %v, want %v (RFC 6376 section 3.2)", name, !want, want)
		}
	}
}

func TestValidValue(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]bool{
		"": true, "a b~!": true, "a\tb": true, "a;b": false, "a\nb": false, "é": false, "\x7f": false,
	} {
		if ValidValue(value, WSP) != want {
			t.Errorf("ValidValue(%q) is %v, want %v (RFC 6376 section 3.2)", value, !want, want)
		}
	}
}

func TestFoldKnowsASCIIOnly(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"AdKim": "adkim", "adkim": "adkim", "ad\u212aim": "ad\u212aim", "É": "É", "[@`{": "[@`{",
	} {
		if got := Fold(s); got != want {
			t.Errorf("Fold(%q) is %q, want %q", s, got, want)
		}
	}
}

func TestNearest(t *testing.T) {
	t.Parallel()
	known := []string{"p", "sp", "np", "adkim", "aspf", "rua", "ruf", "pct"}
	tests := map[string]struct {
		word string
		want []string
	}{
		"a letter wrong":                     {"adkin", []string{"adkim"}},
		"a letter missing":                   {"adkm", []string{"adkim"}},
		"a letter too many":                  {"aspff", []string{"aspf"}},
		"two neighbours swapped":             {"rau", []string{"rua"}},
		"two words equally near":             {"rue", []string{"rua", "ruf"}},
		"two slips are too many":             {"akdin", nil},
		"a word that is known is no mistake": {"rua", nil},
		"case is no slip":                    {"ADKIN", []string{"adkim"}},
		"one letter is near to everything":   {"q", nil},
		"nothing":                            {"", nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := Nearest(test.word, known); !slices.Equal(got, test.want) {
				t.Errorf("%q is near %q, want %q", test.word, got, test.want)
			}
		})
	}
}

// FuzzParse holds the list to be the text: printed it is the same again, and
// every column is where it says.
func FuzzParse(f *testing.F) {
	f.Add("v=DMARC1; p=none;; sp ; =x;\t")
	f.Add(";a=1;a=2;")
	f.Fuzz(func(t *testing.T, text string) {
		for _, space := range []Space{WSP, FWS} {
			list := Parse(text, space)
			if list.String() != text {
				t.Errorf("%q printed as %q", text, list)
			}
			for _, s := range list {
				if !strings.HasPrefix(text[s.Column-1:], s.Name) {
					t.Errorf("%q: %q is not in column %d", text, s.Name, s.Column)
				}
				if s.Kind == Pair && !strings.HasPrefix(text[s.ValueColumn-1:], s.Value) {
					t.Errorf("%q: %q is not in column %d", text, s.Value, s.ValueColumn)
				}
			}
			checkDuplicate(t, list)
		}
	})
}

// checkDuplicate compares with the plain way to find a duplicate.
func checkDuplicate(t *testing.T, list List) {
	t.Helper()
	got, found := list.Duplicate(Fold)
	seen := map[string]bool{}
	for _, s := range list {
		if s.Kind != Pair || !ValidName(s.Name) {
			continue
		}
		if seen[Fold(s.Name)] {
			if !found || got != s {
				t.Errorf("%q: duplicate %+v, want %+v", list, got, s)
			}
			return
		}
		seen[Fold(s.Name)] = true
	}
	if found {
		t.Errorf("%q: duplicate %+v, want none", list, got)
	}
}
