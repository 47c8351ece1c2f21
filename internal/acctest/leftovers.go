package acctest

import (
	"archive/zip"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
)

// Files is what commands have left in the folder, which is their home and their
// place for temporary files too: the content of each file by its name. A plan is
// an archive; each of its parts is there as "name!part".
func (c *CLI) Files() map[string]string {
	c.t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(c.dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		name, err := filepath.Rel(c.dir, path)
		if err != nil {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		out[name] = string(content)
		if archive, err := zip.OpenReader(path); err == nil {
			defer archive.Close()
			for _, part := range archive.File {
				out[name+"!"+part.Name] = unpacked(c.t, part)
			}
		}
		return nil
	})
	if err != nil {
		c.t.Fatalf("read what the commands have left: %v", err)
	}
	return out
}

func unpacked(t *testing.T, part *zip.File) string {
	t.Helper()
	reader, err := part.Open()
	if err != nil {
		t.Fatalf("open %s: %v", part.Name, err)
	}
	defer reader.Close()
	content, err := io.ReadAll(reader)
	if err != nil {
		t.Fatalf("read %s: %v", part.Name, err)
	}
	return string(content)
}

// Crash has the providers of the command that runs crash as Go programs do, with
// all that their goroutines are at on standard error, and reports whether there
// was one.
func (c *CLI) Crash() bool {
	entries, _ := filepath.Glob(filepath.Join(c.dir, "providers", "[0-9]*"))
	found := false
	for _, entry := range entries {
		id, err := strconv.Atoi(filepath.Base(entry))
		if err != nil {
			continue
		}
		// Whoever crashes does not sign off.
		_ = os.Remove(entry)
		if p, err := os.FindProcess(id); err == nil && p.Signal(syscall.SIGQUIT) == nil {
			found = true
		}
	}
	return found
}
