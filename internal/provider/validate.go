package provider

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

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
