package domain

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/provider/remedy"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// sourceProvider is the provider from which identities can be moved, in
// whatever registry it is.
const sourceProvider = "hashicorp/aws"

// MoveState takes the state of an identity of hashicorp/aws, for `moved`. As
// after an import, the read that follows takes over the whole bundle.
func (r *Resource) MoveState(context.Context) []resource.StateMover {
	return []resource.StateMover{{StateMover: moveIdentity}}
}

// identityState is what is asked of the state of an aws_sesv2_email_identity
// (EmailIdentity) or an aws_ses_domain_identity (Domain).
type identityState struct {
	ARN           string `json:"arn"`
	Region        string `json:"region"`
	EmailIdentity string `json:"email_identity"`
	Domain        string `json:"domain"`
}

// named returns the domain or address that a source of a type identifies, and
// whether that type is one that can be moved.
func (s identityState) named(sourceType string) (string, bool) {
	switch sourceType {
	case "aws_sesv2_email_identity":
		return s.EmailIdentity, true
	case "aws_ses_domain_identity":
		return s.Domain, true
	default:
		return "", false
	}
}

func moveIdentity(ctx context.Context, req resource.MoveStateRequest, resp *resource.MoveStateResponse) {
	defer remedy.Recovered("move the identity", &resp.Diagnostics)
	var source identityState
	if _, movable := source.named(req.SourceTypeName); !movable || !strings.HasSuffix("/"+req.SourceProviderAddress, "/"+sourceProvider) {
		return
	}
	if err := json.Unmarshal(req.SourceRawState.JSON, &source); err != nil {
		resp.Diagnostics.Append(diag.NewErrorDiagnostic("State cannot be moved", remedy.Detail(
			fmt.Sprintf("The state of the %s cannot be read: %v.", req.SourceTypeName, err),
			"run `terraform apply -refresh-only` with the earlier configuration, which writes the state anew; or import the domain.")))
		return
	}
	identity, _ := source.named(req.SourceTypeName)
	name, d := movedDomain(req.SourceTypeName, identity)
	if d != nil {
		resp.Diagnostics.Append(d)
		return
	}
	arn := text(source.ARN)
	region := text(partOf(arn, arnRegion))
	if region.IsNull() {
		// The read takes the provider's region where neither says one.
		region = text(source.Region)
	}
	resp.Diagnostics.Append(resp.TargetState.SetAttribute(ctx, pathDomain, string(name))...)
	resp.Diagnostics.Append(resp.TargetState.SetAttribute(ctx, pathRegion, region)...)
	resp.Diagnostics.Append(resp.TargetState.SetAttribute(ctx, path.Root("arn"), arn)...)
	if !region.IsNull() {
		is := identityModel{Domain: types.StringValue(string(name)), Region: region, AccountID: text(partOf(arn, arnAccount))}
		resp.Diagnostics.Append(resp.TargetIdentity.Set(ctx, is)...)
	}
	resp.Diagnostics.Append(storeOwnership(ctx, ownership{Imported: true}, resp.TargetPrivate)...)
}

// movedDomain is the domain of an identity, or why it is none.
func movedDomain(sourceType, identity string) (rr.Name, diag.Diagnostic) {
	if strings.Contains(identity, "@") {
		return "", diag.NewErrorDiagnostic("Address is no domain", remedy.Detail(
			fmt.Sprintf("The %s is the identity of the address %s. A single address has neither DKIM keys nor DNS records of its own, so it cannot become a mailauth_domain.", sourceType, identity),
			"remove the `moved` block and keep the address where it is."))
	}
	if findings := mailauth.CheckDomain(identity); len(findings) > 0 {
		return "", diag.NewErrorDiagnostic("Identity is no domain", remedy.Detail(
			fmt.Sprintf("The %s identifies %s; %s", sourceType, quoted(identity), findings[0].Detail),
			"remove the `moved` block and import the domain."))
	}
	name, err := rr.ParseName(identity)
	if err != nil {
		return "", remedy.Bug("parse the domain to move", err)
	}
	return name, nil
}
