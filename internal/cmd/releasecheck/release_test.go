package main

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"gopkg.in/yaml.v3"
)

const (
	manifest = `{"version": 1, "metadata": {"protocol_versions": ["6.0"]}}`
	stem     = project + "_1.2.3_"
	linux    = stem + "linux_arm64"
	sums     = stem + "SHA256SUMS"
)

// dist is a release for one platform that has all it needs.
func dist(t *testing.T) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{
		linux + ".zip": archive(t, map[string]fs.FileMode{project + "_v1.2.3": 0o755, "LICENSE": 0o644}, "program 1.2.3"),
		linux + ".sbom.json": {Data: []byte(`{"bomFormat": "CycloneDX", "metadata": {"component": {"name": "example.com/` + project +
			`", "version": "v1.2.3"}}, "components": [{"name": "std"}, {"name": "github.com/aws/aws-sdk-go-v2"}]}`)},
		sums + ".sig": {Data: []byte("signature")},
	}
	sign(files)
	return files
}

// sign writes the checksums of what is there.
func sign(files fstest.MapFS) {
	text := fmt.Sprintf("%x  %s\n", sha256.Sum256([]byte(manifest)), stem+"manifest.json")
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if !strings.HasPrefix(name, sums) {
			text += fmt.Sprintf("%x  %s\n", sha256.Sum256(files[name].Data), name)
		}
	}
	files[sums] = &fstest.MapFile{Data: []byte(text)}
}

func archive(t *testing.T, modes map[string]fs.FileMode, content string) *fstest.MapFile {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, name := range slices.Sorted(maps.Keys(modes)) {
		header := &zip.FileHeader{Name: name, Method: zip.Deflate}
		header.SetMode(modes[name])
		file, err := w.CreateHeader(header)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(file, content); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return &fstest.MapFile{Data: out.Bytes()}
}

// built says of every program what it says of a program for linux_arm64.
func built(settings ...debug.BuildSetting) func(io.ReaderAt) (*debug.BuildInfo, error) {
	return func(io.ReaderAt) (*debug.BuildInfo, error) {
		return &debug.BuildInfo{Settings: append(settings, debug.BuildSetting{Key: "GOOS", Value: "linux"},
			debug.BuildSetting{Key: "GOARCH", Value: "arm64"}, debug.BuildSetting{Key: "CGO_ENABLED", Value: "0"}, debug.BuildSetting{Key: "-trimpath", Value: "true"})}, nil
	}
}

// TestCheck shows that each rule bites.
func TestCheck(t *testing.T) {
	t.Parallel()
	program := project + "_v1.2.3"
	for name, tc := range map[string]struct {
		change func(t *testing.T, r *release, files fstest.MapFS)
		want   string
	}{
		"a release that has all it needs": {func(*testing.T, *release, fstest.MapFS) {}, ""},
		"no checksums": {func(_ *testing.T, _ *release, files fstest.MapFS) { delete(files, sums) },
			"0 files are named"},
		"no signature": {func(_ *testing.T, _ *release, files fstest.MapFS) { delete(files, sums+".sig") },
			"the checksums have no signature"},
		"a zip that was changed since": {func(t *testing.T, _ *release, files fstest.MapFS) {
			files[linux+".zip"] = archive(t, map[string]fs.FileMode{program: 0o755, "LICENSE": 0o600}, "program 1.2.3")
		}, "linux_arm64.zip, which has"},
		"a platform that is missing": {func(_ *testing.T, r *release, _ fstest.MapFS) { r.platforms = append(r.platforms, "linux_arm") },
			"open " + stem + "linux_arm.zip"},
		"a checksum of something else": {func(_ *testing.T, _ *release, files fstest.MapFS) {
			files["other"] = &fstest.MapFile{}
			sign(files)
		}, "the checksums name other, which is no part of a release"},
		"a manifest of another protocol": {func(_ *testing.T, r *release, _ fstest.MapFS) {
			r.manifest = []byte(`{"version": 1, "metadata": {"protocol_versions": ["5.0"]}}`)
		}, "want 1 and 6.0"},
		"a program that cannot be executed": {func(t *testing.T, _ *release, files fstest.MapFS) {
			files[linux+".zip"] = archive(t, map[string]fs.FileMode{program: 0o644, "LICENSE": 0o644}, "program 1.2.3")
			sign(files)
		}, "has mode -rw-r--r--, want 0755"},
		"a program of another name": {func(t *testing.T, _ *release, files fstest.MapFS) {
			files[linux+".zip"] = archive(t, map[string]fs.FileMode{project: 0o755, "LICENSE": 0o644}, "program 1.2.3")
			sign(files)
		}, `want ["LICENSE" "` + program + `"]`},
		"a program without its version": {func(t *testing.T, _ *release, files fstest.MapFS) {
			files[linux+".zip"] = archive(t, map[string]fs.FileMode{program: 0o755, "LICENSE": 0o644}, "program dev")
			sign(files)
		}, "the program does not know its version 1.2.3"},
		"a program of another platform": {func(_ *testing.T, r *release, _ fstest.MapFS) {
			r.inspect = built(debug.BuildSetting{Key: "GOARCH", Value: "amd64"})
		}, "the program was not built with GOARCH=arm64"},
		"a program that links C": {func(_ *testing.T, r *release, _ fstest.MapFS) {
			r.inspect = built(debug.BuildSetting{Key: "CGO_ENABLED", Value: "1"})
		}, "the program was not built with CGO_ENABLED=0"},
		"a program that is none": {func(_ *testing.T, r *release, _ fstest.MapFS) {
			r.inspect = func(io.ReaderAt) (*debug.BuildInfo, error) { return nil, errors.New("text") }
		}, "is no program of Go: text"},
		"a list of parts about another version": {func(_ *testing.T, _ *release, files fstest.MapFS) {
			part := files[linux+".sbom.json"]
			part.Data = bytes.ReplaceAll(part.Data, []byte("v1.2.3"), []byte("v1.2.2"))
			sign(files)
		}, project + " v1.2.2"},
		"a list of parts without Go's own": {func(_ *testing.T, _ *release, files fstest.MapFS) {
			part := files[linux+".sbom.json"]
			part.Data = bytes.ReplaceAll(part.Data, []byte(`"std"`), []byte(`"other"`))
			sign(files)
		}, "does not list std"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files := dist(t)
			r := &release{files: files, manifest: []byte(manifest), platforms: []platform{"linux_arm64"}, signed: true, inspect: built()}
			tc.change(t, r, files)
			got := strings.Join(r.check(), "\n")
			if tc.want == "" && got != "" || !strings.Contains(got, tc.want) {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

// TestConfiguration: what goreleaser is told to build is what a release has to
// have, and the platforms are ones that Go builds for.
func TestConfiguration(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../../.goreleaser.yml")
	if err != nil {
		t.Fatal(err)
	}
	var config struct {
		Builds []struct {
			GOOS, GOARCH []string
			Ignore       []struct{ GOOS, GOARCH string }
		}
	}
	if err := yaml.Unmarshal(text, &config); err != nil {
		t.Fatal(err)
	}
	var got []platform
	for _, build := range config.Builds {
		for _, system := range build.GOOS {
			for _, arch := range build.GOARCH {
				if !slices.Contains(build.Ignore, struct{ GOOS, GOARCH string }{system, arch}) {
					got = append(got, platform(system+"_"+arch))
				}
			}
		}
	}
	slices.Sort(got)
	if want := platforms(); !slices.Equal(got, want) {
		t.Errorf("goreleaser builds for %q, want %q", got, want)
	}
}

// TestManifest: the file that is published is one that the check accepts.
func TestManifest(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../tools/terraform-registry-manifest.json")
	if err != nil {
		t.Fatal(err)
	}
	if problems := (&release{manifest: text}).checkManifest(); len(problems) > 0 {
		t.Error(problems)
	}
}
