package provider

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/provider/remedy"
)

// check is a rule for a text, as a function that returns what is wrong and how
// to write it, both empty where nothing is.
type check struct {
	rule    string
	summary string
	verdict func(text string) (found, fix string)
}

var _ validator.String = check{}

// Description is the rule in words.
func (c check) Description(context.Context) string { return c.rule }

// MarkdownDescription is the rule in words.
func (c check) MarkdownDescription(context.Context) string { return c.rule }

// ValidateString applies the rule to a value that is known.
func (c check) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if found, fix := c.verdict(req.ConfigValue.ValueString()); found != "" {
		resp.Diagnostics.AddAttributeError(req.Path, c.summary, remedy.Detail(fmt.Sprintf("%s: %s", req.Path, found), fix))
	}
}

// A session of an IAM role lasts between 15 minutes and 12 hours (STS API
// Reference, AssumeRole, DurationSeconds).
const (
	shortestSession = 15 * time.Minute
	longestSession  = 12 * time.Hour
)

func sessionDuration() check {
	return check{
		rule:    "must be a duration between 15m and 12h",
		summary: "Duration of a session that STS does not grant",
		verdict: func(text string) (found, fix string) {
			const example = `write a number with a unit, such as "1h" or "30m".`
			d, err := time.ParseDuration(text)
			switch {
			case err != nil:
				return fmt.Sprintf("%q is no duration.", text), example
			case d < shortestSession || d > longestSession:
				return fmt.Sprintf("%q is not between 15 minutes and 12 hours.", text), example
			default:
				return "", ""
			}
		},
	}
}

// endpointURL lets the empty text pass, which stands for no endpoint where one
// comes from a variable.
func endpointURL() check {
	return check{
		rule:    "must be an http or https URL",
		summary: "Endpoint that is no URL",
		verdict: func(text string) (found, fix string) {
			u, err := url.Parse(text)
			if text == "" || err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" {
				return "", ""
			}
			// What is before an @ may be a password.
			shown := text[strings.LastIndex(text, "@")+1:]
			return fmt.Sprintf("%q is no http or https URL.", shown), `write scheme and host, such as "http://localhost:4566".`
		},
	}
}

// pairOfKeys is the rule that access_key and secret_key come together. It is one
// of access_key even where that is missing: a CLI shows the line that an error is
// about, and that of secret_key is a secret.
type pairOfKeys struct{}

var _ validator.String = pairOfKeys{}

// Description is the rule in words.
func (pairOfKeys) Description(context.Context) string { return "comes together with secret_key" }

// MarkdownDescription is the rule in words.
func (p pairOfKeys) MarkdownDescription(ctx context.Context) string { return p.Description(ctx) }

// ValidateString applies the rule. What is unknown counts as written.
func (pairOfKeys) ValidateString(ctx context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	var secret types.String
	resp.Diagnostics.Append(req.Config.GetAttribute(ctx, path.Root("secret_key"), &secret)...)
	only := "access_key"
	switch {
	case req.ConfigValue.IsNull() == secret.IsNull():
		return
	case req.ConfigValue.IsNull():
		only = "secret_key"
	}
	resp.Diagnostics.AddAttributeError(req.Path, "Half a pair of keys", remedy.Detail(only+": the provider block has "+only+" only.",
		"write access_key and secret_key, with token where they are temporary; or remove "+only+" and name a profile, or use the AWS_ variables."))
}
