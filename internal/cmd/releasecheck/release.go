package main

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"runtime/debug"
	"slices"
	"strings"
)

// release is a folder with what is to be published.
type release struct {
	files     fs.FS
	manifest  []byte
	platforms []platform
	signed    bool
	// inspect reads what the linker wrote into a program.
	inspect func(io.ReaderAt) (*debug.BuildInfo, error)
	// version is found by check.
	version string
}

// name is how a file of the release is called.
func (r *release) name(rest string) string { return project + "_" + r.version + "_" + rest }

// check returns what is wrong, a sentence each
// (https://developer.hashicorp.com/terraform/registry/providers/publishing).
func (r *release) check() []string {
	version, err := versionOf(r.files)
	if err != nil {
		return []string{err.Error()}
	}
	r.version = version
	sums, problems := r.sums()
	want := []string{r.name("manifest.json")}
	for _, p := range r.platforms {
		want = append(want, r.name(string(p)+".zip"), r.name(string(p)+".sbom.json"))
		problems = append(problems, r.checkZip(p)...)
		problems = append(problems, r.checkParts(p)...)
	}
	for _, name := range want {
		problems = append(problems, r.checkSum(name, sums)...)
	}
	for _, name := range slices.Sorted(maps.Keys(sums)) {
		if !slices.Contains(want, name) {
			problems = append(problems, "the checksums name "+name+", which is no part of a release")
		}
	}
	if _, err := fs.Stat(r.files, r.name("SHA256SUMS.sig")); r.signed && err != nil {
		problems = append(problems, "the checksums have no signature: "+err.Error())
	}
	return append(problems, r.checkManifest()...)
}

// sums are the checksums by file.
func (r *release) sums() (map[string]string, []string) {
	text, err := fs.ReadFile(r.files, r.name("SHA256SUMS"))
	if err != nil {
		return nil, []string{err.Error()}
	}
	sums := map[string]string{}
	var problems []string
	for line := range strings.Lines(string(text)) {
		sum, name, ok := strings.Cut(strings.TrimSpace(line), "  ")
		if !ok {
			problems = append(problems, fmt.Sprintf("the checksums have a line %q", line))
		}
		sums[name] = sum
	}
	return sums, problems
}

// checkSum compares a file with its checksum. The manifest is published from
// where it lies in the repository.
func (r *release) checkSum(name string, sums map[string]string) []string {
	content := r.manifest
	if name != r.name("manifest.json") {
		var err error
		if content, err = fs.ReadFile(r.files, name); err != nil {
			return []string{err.Error()}
		}
	}
	sum := sha256.Sum256(content)
	if got, want := sums[name], hex.EncodeToString(sum[:]); got != want {
		return []string{fmt.Sprintf("the checksums have %q for %s, which has %s", got, name, want)}
	}
	return nil
}

// checkManifest: without it the registry takes a provider for one of protocol 5.
func (r *release) checkManifest() []string {
	var manifest struct {
		Version  int
		Metadata struct {
			ProtocolVersions []string `json:"protocol_versions"`
		}
	}
	if err := json.Unmarshal(r.manifest, &manifest); err != nil {
		return []string{"the manifest: " + err.Error()}
	}
	if got := manifest.Metadata.ProtocolVersions; manifest.Version != 1 || !slices.Equal(got, []string{"6.0"}) {
		return []string{fmt.Sprintf("the manifest has version %d and protocols %q, want 1 and 6.0", manifest.Version, got)}
	}
	return nil
}

// checkParts looks at the list of what a program was built from, in CycloneDX.
func (r *release) checkParts(p platform) []string {
	name := r.name(string(p) + ".sbom.json")
	text, err := fs.ReadFile(r.files, name)
	if err != nil {
		return []string{err.Error()}
	}
	var parts struct {
		BOMFormat string
		Metadata  struct {
			Component struct{ Name, Version string }
		}
		Components []struct{ Name string }
	}
	if err := json.Unmarshal(text, &parts); err != nil {
		return []string{name + ": " + err.Error()}
	}
	var problems []string
	if about := parts.Metadata.Component; parts.BOMFormat != "CycloneDX" || about.Version != "v"+r.version || !strings.HasSuffix(about.Name, project) {
		problems = append(problems, fmt.Sprintf("%s is a %q about %s %s", name, parts.BOMFormat, about.Name, about.Version))
	}
	for _, part := range []string{"std", "github.com/aws/aws-sdk-go-v2"} {
		if !slices.ContainsFunc(parts.Components, func(c struct{ Name string }) bool { return c.Name == part }) {
			problems = append(problems, name+" does not list "+part)
		}
	}
	return problems
}

// checkZip looks at the program of a platform, and at what lies beside it.
func (r *release) checkZip(p platform) []string {
	name := r.name(string(p) + ".zip")
	content, err := fs.ReadFile(r.files, name)
	if err != nil {
		return []string{err.Error()}
	}
	archive, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		return []string{name + ": " + err.Error()}
	}
	program := project + "_v" + r.version
	if p.os() == "windows" {
		program += ".exe"
	}
	var names, problems []string
	for _, file := range archive.File {
		names = append(names, file.Name)
		if file.Name != program {
			continue
		}
		if file.Mode().Perm() != 0o755 {
			problems = append(problems, fmt.Sprintf("%s: %s has mode %s, want 0755", name, program, file.Mode()))
		}
		for _, problem := range r.checkProgram(file, p) {
			problems = append(problems, name+": "+problem)
		}
	}
	slices.Sort(names)
	if want := []string{"LICENSE", program}; !slices.Equal(names, want) {
		problems = append(problems, fmt.Sprintf("%s has %q, want %q", name, names, want))
	}
	return problems
}

// maxProgram is how many octets a program may have.
const maxProgram = 40_000_000

func (r *release) checkProgram(file *zip.File, p platform) []string {
	reader, err := file.Open()
	if err != nil {
		return []string{err.Error()}
	}
	program, err := io.ReadAll(reader)
	if err != nil {
		return []string{err.Error()}
	}
	info, err := r.inspect(bytes.NewReader(program))
	if err != nil {
		return []string{"is no program of Go: " + err.Error()}
	}
	var problems []string
	for key, want := range map[string]string{"GOOS": p.os(), "GOARCH": p.arch(), "CGO_ENABLED": "0", "-trimpath": "true"} {
		i := slices.IndexFunc(info.Settings, func(s debug.BuildSetting) bool { return s.Key == key })
		if i < 0 || info.Settings[i].Value != want {
			problems = append(problems, fmt.Sprintf("the program was not built with %s=%s", key, want))
		}
	}
	slices.Sort(problems)
	if !bytes.Contains(program, []byte(r.version)) {
		problems = append(problems, "the program does not know its version "+r.version)
	}
	if len(program) >= maxProgram {
		problems = append(problems, fmt.Sprintf("the program has %d octets, want less than %d", len(program), maxProgram))
	}
	return problems
}
