package guides_test

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	links    = regexp.MustCompile(`\]\(([^)\s]+)\)`)
	headings = regexp.MustCompile(`(?m)^#+ (.*)$`)
	unsaid   = regexp.MustCompile(`[^\w\- ]`)
)

// TestLinks follows every link of README, docs and examples that stays in the
// repository, to its file and its heading. The registry leaves out ".md".
func TestLinks(t *testing.T) {
	t.Parallel()
	for _, page := range slices.Concat([]string{"README.md"}, files(t, "docs"), files(t, "examples"), files(t, "internal/guides/testdata/newcomer")) {
		if !strings.HasSuffix(page, ".md") {
			continue
		}
		for _, link := range links.FindAllStringSubmatch(read(t, page), -1) {
			target, anchor, _ := strings.Cut(link[1], "#")
			if strings.Contains(target, "://") {
				continue
			}
			file := page
			if target != "" {
				file = path.Join(path.Dir(page), target)
			}
			if _, err := os.Stat(filepath.Join(root, file)); err != nil {
				file += ".md"
			}
			if _, err := os.Stat(filepath.Join(root, file)); err != nil {
				t.Errorf("%s leads to %s, which is not there", page, link[1])
			} else if anchor != "" && !strings.HasPrefix(anchor, "nestedatt--") && !strings.HasPrefix(anchor, "nestedblock--") && !slices.Contains(anchors(read(t, file)), anchor) {
				t.Errorf("%s leads to %s, and there is no such heading", page, link[1])
			}
		}
	}
}

// anchors are what the headings of a page are linked by.
func anchors(page string) []string {
	var out []string
	for _, heading := range headings.FindAllStringSubmatch(page, -1) {
		out = append(out, strings.ReplaceAll(unsaid.ReplaceAllString(strings.ToLower(heading[1]), ""), " ", "-"))
	}
	return out
}

// TestMap: the provider's page has every guide, by its title, and the guides lead
// from one to the next in that order.
func TestMap(t *testing.T) {
	t.Parallel()
	index := read(t, "docs/index.md")
	var order []string
	for _, link := range regexp.MustCompile(`(?m)^\| \[[^\]]*\]\(guides/([\w-]+)\)`).FindAllStringSubmatch(index, -1) {
		order = append(order, link[1])
	}
	for _, file := range files(t, "docs/guides") {
		if path.Ext(file) != ".md" {
			continue
		}
		name, text := strings.TrimSuffix(path.Base(file), ".md"), read(t, file)
		_, title, _ := strings.Cut(text, "page_title: \"")
		title, _, _ = strings.Cut(title, "\"")
		if !strings.Contains(index, "["+title+"](guides/"+name+")") {
			t.Errorf("the provider's page has no guide %q at %s", title, name)
		}
		if at := slices.Index(order, name); at >= 0 && at < len(order)-1 && !strings.Contains(text, "]("+order[at+1]+"). [All guides]") {
			t.Errorf("%s does not lead on to %s", file, order[at+1])
		}
	}
}
