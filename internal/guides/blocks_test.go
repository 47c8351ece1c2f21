package guides_test

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// block is a configuration that a reader can copy.
type block struct {
	// from is where it stands: file and, in a page, line.
	from string
	// files are its text by name; there is always a main.tf.
	files map[string]string
}

// text is all that it says.
func (b block) text() string {
	var out strings.Builder
	for _, name := range names(b.files) {
		out.WriteString(b.files[name])
	}
	return out.String()
}

func names(files map[string]string) []string {
	var out []string
	for name := range files {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// fence is a fenced block of a page, and the line that it begins in.
var fence = regexp.MustCompile("(?ms)^```(\\w+)\n(.*?)^```$")

// part is where a page says that a configuration is a file in a folder of the
// one before: `mail/main.tf`.
var part = regexp.MustCompile("`(\\w[\\w-]*/[\\w/-]+\\.tf)`[^`]*$")

// configurations are those of a page. One that is said to be a file in a folder
// belongs to the one before.
func configurations(page, text string) []block {
	var out []block
	last := 0
	for _, at := range fence.FindAllStringSubmatchIndex(text, -1) {
		language, body := text[at[2]:at[3]], text[at[4]:at[5]]
		before := text[last:at[0]]
		last = at[1]
		if language != "terraform" && language != "hcl" {
			continue
		}
		if name := part.FindStringSubmatch(before); name != nil && len(out) > 0 {
			out[len(out)-1].files[name[1]] = body
			continue
		}
		// Tests of modules are no configurations; a test runs them.
		if strings.Contains(body, "\nrun \"") {
			continue
		}
		out = append(out, block{fmt.Sprintf("%s:%d", page, strings.Count(text[:at[0]], "\n")+1), map[string]string{"main.tf": body}})
	}
	for i, b := range out {
		out[i] = b.within(out[:i])
	}
	return out
}

// module is a module call that a configuration refers to.
var module = regexp.MustCompile(`\bmodule\.(\w+)`)

// within is a configuration with the earlier one that has the modules to which it
// refers.
func (b block) within(earlier []block) block {
	call := module.FindStringSubmatch(b.files["main.tf"])
	if call == nil {
		return b
	}
	for _, other := range earlier {
		if head := "module \"" + call[1] + "\" {"; strings.Contains(other.files["main.tf"], head) && !strings.Contains(b.files["main.tf"], head) {
			files := maps.Clone(other.files)
			files["main.tf"] += b.files["main.tf"]
			return block{b.from, files}
		}
	}
	return b
}

// example is the folder of an example that has a main.tf, with what is below.
func example(t *testing.T, dir string) block {
	t.Helper()
	b := block{from: dir, files: map[string]string{}}
	for _, path := range files(t, dir) {
		if strings.HasSuffix(path, ".tf") {
			b.files[strings.TrimPrefix(path, dir+"/")] = read(t, path)
		}
	}
	return b
}

// blocks are all configurations of README, docs and examples, each once.
func blocks(t *testing.T) []block {
	t.Helper()
	var all []block
	for _, path := range files(t, "examples") {
		switch {
		case strings.HasSuffix(path, ".md"):
			all = append(all, configurations(path, read(t, path))...)
		case strings.HasSuffix(path, "/main.tf"):
			all = append(all, example(t, filepath.Dir(path)))
		case strings.HasSuffix(path, ".tf"), strings.HasSuffix(path, ".tfquery.hcl"):
			all = append(all, block{path, map[string]string{"main.tf": read(t, path)}})
		}
	}
	for _, path := range slices.Concat([]string{"README.md"}, files(t, "docs")) {
		all = append(all, configurations(path, read(t, path))...)
	}
	// Pages quote the examples.
	seen := map[string]bool{}
	return slices.DeleteFunc(all, func(b block) bool {
		text := b.text()
		defer func() { seen[text] = true }()
		return seen[text]
	})
}

// files are the files below a folder of the repository.
func files(t *testing.T, dir string) []string {
	t.Helper()
	var out []string
	err := fs.WalkDir(os.DirFS(root), dir, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			out = append(out, path)
		}
		return err
	})
	if err != nil {
		t.Fatalf("look for files: %v", err)
	}
	return out
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, path))
	if err != nil {
		t.Fatalf("read the documentation: %v", err)
	}
	return string(text)
}
