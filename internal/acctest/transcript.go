package acctest

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
)

// transcript is what a CLI was told and what it said, as a page.
type transcript struct {
	text strings.Builder
	// fenced is whether commands of one block are being written.
	fenced bool
	// shown are the resources that plans have shown, created whether one of them
	// was to be made.
	shown   map[string]bool
	created bool
}

// Record writes every command from now on, with what it prints, into a page that
// begins with the head, and compares the page at the end of the test with a file;
// with update it writes the file. What differs from run to run is left out or
// has a name: see steady. CLIs differ in their words, so a page is compared with
// what the version that it names prints, and nothing else.
func (c *CLI) Record(file, head string, update bool) {
	c.t.Helper()
	version, _, _ := strings.Cut(c.Run("version").Output, "\n")
	c.transcript = &transcript{shown: map[string]bool{}}
	fmt.Fprintf(&c.transcript.text, "%s\n\nPrinted by %s.\n", head, version)
	c.t.Cleanup(func() {
		if c.t.Failed() {
			return
		}
		c.transcript.prose("")
		got := strings.TrimRight(c.transcript.text.String(), "\n") + "\n"
		if update {
			if err := os.MkdirAll(filepath.Dir(file), 0o750); err != nil {
				c.t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
				c.t.Fatal(err)
			}
		}
		text, err := os.ReadFile(file)
		if err == nil && !strings.Contains(string(text), "\nPrinted by "+version+".\n") {
			c.t.Logf("%s is not compared: another version than %s printed it", file, version)
			return
		}
		if err != nil || string(text) != got {
			c.t.Errorf("%s is not what was printed now (%v); -update writes it:\n%s", file, err, firstDifference(string(text), got))
		}
	})
}

// Note writes what a reader does between two commands.
func (c *CLI) Note(format string, a ...any) {
	if c.transcript != nil {
		c.transcript.prose(fmt.Sprintf(format, a...) + "\n")
	}
}

// Show writes a text that a reader looks at.
func (c *CLI) Show(text string) {
	if c.transcript != nil {
		c.transcript.prose("")
		fmt.Fprintf(&c.transcript.text, "\n```text\n%s\n```\n", strings.TrimRight(steady(text), "\n"))
	}
}

// ShowZone writes what a zone holds, in an order in which names that AWS gives
// make no difference.
func (c *CLI) ShowZone(zone *fakeaws.Zone) {
	lines := strings.Split(strings.TrimSpace(steady(zone.Dump())), "\n")
	slices.Sort(lines)
	c.Show(strings.Join(lines, "\n"))
}

func (t *transcript) prose(text string) {
	if t.fenced {
		t.text.WriteString("```\n")
	}
	t.fenced = false
	if text != "" {
		t.text.WriteString("\n" + text)
	}
}

// command writes what was typed and what came of it.
func (t *transcript) command(name string, args []string, run Run) {
	if t.fenced {
		t.text.WriteString("\n")
	} else {
		t.text.WriteString("\n```console\n")
	}
	t.fenced = true
	typed := []string{name}
	for _, arg := range args {
		if arg != "-input=false" && arg != "-detailed-exitcode" {
			typed = append(typed, arg)
		}
	}
	fmt.Fprintf(&t.text, "$ %s\n%s\n", strings.Join(typed, " "), t.folded(steady(run.Output)))
	if run.Code == 1 {
		t.text.WriteString("[exit code 1]\n")
	}
}

// folded is an output in which of resources that are made the first has its
// attributes, of those that are removed or imported none, and of those that are
// changed each that no plan has shown yet.
func (t *transcript) folded(output string) string {
	output = bodies.ReplaceAllStringFunc(output, func(body string) string {
		head, _, _ := strings.Cut(body, "{\n")
		symbol := strings.Fields(head)[0]
		shown := t.shown[body] || symbol == "+" && t.created || slices.Contains([]string{"-", ".", "resource"}, symbol)
		t.shown[body] = true
		t.created = t.created || symbol == "+"
		if shown {
			return head + "{ ... }\n"
		}
		return body
	})
	return strings.TrimSpace(boilerplate.ReplaceAllString(output, ""))
}

// What a page need not say again: resources as plans show them, and what stands
// around each plan.
var (
	bodies      = regexp.MustCompile(`(?m)^ {1,2}[-+~/.<= ]+ (?:resource|data) "\w+" "\w+" \{\n(?:      .*\n|\n)*    \}\n`)
	boilerplate = regexp.MustCompile(`(?m)^\n(?:Terraform|OpenTofu) used the selected providers to generate[^:]*:\n(?: {1,2}[-+~.<].*\n)+|^─+\n\nNote: You didn't use the -out option(?:.*\n){2}`)
)

// What a CLI prints differently in every run.
var (
	overrides = regexp.MustCompile(`(?s)\n?Warning: Provider development overrides are in effect\n.*?published\nreleases\.\n`)
	unordered = regexp.MustCompile(`^((?:module|data|mailauth|aws|cloudflare)[\w.\[\]"-]*): (?:Creat|Modif|Destr|Still|Refresh|Read|Import|Prepar)`)
	took      = regexp.MustCompile(`after \d+m?\d*s`)
	platform  = regexp.MustCompile(`\b(?:linux|darwin|windows)_\w+`)
	waiting   = regexp.MustCompile(`(?m)^.*: Still .*elapsed\].*\n`)
	tokens    = regexp.MustCompile(`\b[a-z0-9]{32}\b`)
	zoneIDs   = regexp.MustCompile(`\bZ[A-Z0-9]{8,31}\b`)
	unmanaged = regexp.MustCompile(`^( - [a-z][\w.\[\]"]*)$`)
	moments   = regexp.MustCompile(`\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?( UTC|Z)`)
	messages  = regexp.MustCompile(`\b[0-9a-f]{16}-[0-9a-f]{8}-[0-9]{6}\b`)
	keys      = regexp.MustCompile(`p=[A-Za-z0-9+/=]{64,}`)
	addresses = regexp.MustCompile(`(http://)?127\.0\.0\.1:\d+`)
)

// steady is an output without what differs from run to run: the CLI's times, the
// names that AWS gives, and the order of what goes on at once, which is that of
// the resources' addresses here.
func steady(output string) string {
	output = overrides.ReplaceAllString(output, "")
	output = waiting.ReplaceAllString(output, "")
	output = took.ReplaceAllString(output, "after 1s")
	output = moments.ReplaceAllString(output, "<time>")
	output = keys.ReplaceAllString(output, "p=<public key>")
	output = messages.ReplaceAllString(output, "<message id>")
	output = addresses.ReplaceAllString(output, "<address>")
	output = platform.ReplaceAllString(output, "<platform>")
	lines := strings.Split(output, "\n")
	ordered(lines, unordered)
	ordered(lines, unmanaged)
	output = strings.Join(lines, "\n")
	output = numbered(output, tokens, "token")
	return numbered(output, zoneIDs, "zone")
}

// ordered sorts, wherever lines of a kind follow one another, by what the first
// group of the kind matches.
func ordered(lines []string, kind *regexp.Regexp) {
	for from := 0; from < len(lines); from++ {
		to := from
		for to < len(lines) && kind.MatchString(lines[to]) {
			to++
		}
		slices.SortStableFunc(lines[from:to], func(a, b string) int {
			return strings.Compare(kind.FindStringSubmatch(a)[1], kind.FindStringSubmatch(b)[1])
		})
		from = max(from, to)
	}
}

// numbered gives the names in a text numbers, in their order.
func numbered(text string, names *regexp.Regexp, kind string) string {
	seen := map[string]int{}
	return names.ReplaceAllStringFunc(text, func(name string) string {
		if seen[name] == 0 {
			seen[name] = len(seen) + 1
		}
		return fmt.Sprintf("<%s %d>", kind, seen[name])
	})
}

// firstDifference is where two texts part, with the lines of both.
func firstDifference(want, got string) string {
	a, b := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range b {
		if i >= len(a) || a[i] != b[i] {
			return fmt.Sprintf("line %d:\n- %s\n+ %s", i+1, strings.Join(a[min(i, len(a)):min(i+5, len(a))], "\n- "), strings.Join(b[i:min(i+5, len(b))], "\n+ "))
		}
	}
	return fmt.Sprintf("line %d: nothing more is printed", len(b)+1)
}
