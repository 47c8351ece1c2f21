// Command releasecheck looks at the files of a release, as goreleaser leaves them
// in dist, with the eyes of the registries and of those who check what they
// install. It publishes nothing, and needs no network.
package main

import (
	"debug/buildinfo"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path"
	"strings"
)

func main() {
	only := flag.String("only", "", "the one platform that was built, such as linux_amd64; empty for all of a release")
	signed := flag.Bool("signed", false, "whether the checksums have to be signed")
	manifest := flag.String("manifest", "internal/tools/terraform-registry-manifest.json", "the registry's manifest")
	flag.Parse()
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "releasecheck: name the folder of the release, such as dist")
		os.Exit(2)
	}
	text, err := os.ReadFile(*manifest)
	if err != nil {
		fmt.Fprintln(os.Stderr, "releasecheck:", err)
		os.Exit(1)
	}
	r := release{files: os.DirFS(flag.Arg(0)), manifest: text, platforms: platforms(), signed: *signed, inspect: buildinfo.Read}
	if *only != "" {
		r.platforms = []platform{platform(*only)}
	}
	problems := r.check()
	for _, problem := range problems {
		fmt.Fprintln(os.Stderr, "releasecheck:", problem)
	}
	if len(problems) > 0 {
		os.Exit(1)
	}
	fmt.Printf("%s %s: %d zips, their lists of parts, and checksums are as the registries want them\n", project, r.version, len(r.platforms))
}

const project = "terraform-provider-mailauth"

// platform is an operating system and an architecture as the names of files have
// them: linux_amd64.
type platform string

func (p platform) os() string {
	system, _, _ := strings.Cut(string(p), "_")
	return system
}

func (p platform) arch() string {
	_, arch, _ := strings.Cut(string(p), "_")
	return arch
}

// platforms are those that HashiCorp recommends
// (https://developer.hashicorp.com/terraform/registry/providers/os-arch), and
// 32-bit ones where Go builds them.
func platforms() []platform {
	return []platform{
		"darwin_amd64", "darwin_arm64",
		"freebsd_386", "freebsd_amd64", "freebsd_arm", "freebsd_arm64",
		"linux_386", "linux_amd64", "linux_arm", "linux_arm64",
		"windows_386", "windows_amd64", "windows_arm64",
	}
}

// versionOf takes the version from the name of the checksums, of which a release
// has one file.
func versionOf(files fs.FS) (string, error) {
	found, err := fs.Glob(files, project+"_*_SHA256SUMS")
	if err != nil {
		return "", err
	}
	if len(found) != 1 {
		return "", fmt.Errorf("%d files are named %s_VERSION_SHA256SUMS, want one", len(found), project)
	}
	return strings.TrimSuffix(strings.TrimPrefix(path.Base(found[0]), project+"_"), "_SHA256SUMS"), nil
}
