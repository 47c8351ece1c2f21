// The programs that make builds into .bin, and their versions. This module is
// only that list: internal/tools/bin reads it and builds each program by itself
// (go install program@version), with the dependencies it was released with.
// None of them meets the provider's own go.mod.
module github.com/mailauth/terraform-provider-mailauth/internal/tools

go 1.26.0

tool (
	github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod
	github.com/golangci/golangci-lint/v2/cmd/golangci-lint
	github.com/goreleaser/goreleaser/v2
	github.com/hashicorp/terraform-plugin-docs/cmd/tfplugindocs
	github.com/opentofu/opentofu/cmd/tofu
	golang.org/x/vuln/cmd/govulncheck
)

require (
	github.com/CycloneDX/cyclonedx-gomod v1.10.0
	github.com/golangci/golangci-lint/v2 v2.15.0
	github.com/goreleaser/goreleaser/v2 v2.16.0
	github.com/hashicorp/terraform-plugin-docs v0.25.0
	github.com/opentofu/opentofu v1.12.6
	golang.org/x/vuln v1.9.0
)
