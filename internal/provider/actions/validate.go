package actions

import (
	"context"
	"fmt"
	"net/mail"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/provider/remedy"
)

// check is a validator that is no more than its work.
type check struct {
	// description is what is demanded.
	description string
	// fault says what is wrong with a text; nil for nothing.
	fault func(at path.Path, text string) diag.Diagnostic
}

// Description says what is demanded.
func (c check) Description(context.Context) string { return c.description }

// MarkdownDescription says what is demanded.
func (c check) MarkdownDescription(context.Context) string { return c.description }

// ValidateString refuses a text that is known and has a fault.
func (c check) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() {
		return
	}
	if fault := c.fault(req.Path, req.ConfigValue.ValueString()); fault != nil {
		resp.Diagnostics.Append(fault)
	}
}

func isDomain() validator.String {
	return check{"has to be a domain", domainFault}
}

func domainFault(at path.Path, text string) diag.Diagnostic {
	for _, f := range mailauth.CheckDomain(text) {
		return diag.NewAttributeErrorDiagnostic(at, f.Summary, at.String()+": "+f.Text())
	}
	return nil
}

func isAddress() validator.String {
	return check{"has to be a mail address, without a display name", addressFault}
}

// addressFault demands the address alone, whose local part SES takes in ASCII
// only (SES API Reference, SendEmail, FromEmailAddress).
func addressFault(at path.Path, text string) diag.Diagnostic {
	parsed, err := mail.ParseAddress(text)
	if err != nil {
		return notAnAddress(at, text, "it cannot be read as one", "write it as name@domain, such as postmaster@example.org.")
	}
	if parsed.Address != text {
		return notAnAddress(at, text, "there is more than the address", fmt.Sprintf("write %q.", parsed.Address))
	}
	split := strings.LastIndex(text, "@")
	local, domain := text[:split], text[split+1:]
	if strings.ContainsFunc(local, func(r rune) bool { return r > '~' }) {
		return notAnAddress(at, text, "SES takes only ASCII before the @", "use another address.")
	}
	return domainFault(at, domain)
}

func notAnAddress(at path.Path, text, why, fix string) diag.Diagnostic {
	return diag.NewAttributeErrorDiagnostic(at, "Not a mail address", remedy.Detail(fmt.Sprintf("%s: %q is no mail address that can be used here; %s.", at, text, why), fix))
}

func isOneLine() validator.String {
	return check{"has to be one line that is not empty", func(at path.Path, text string) diag.Diagnostic {
		if strings.TrimSpace(text) != "" && !strings.ContainsAny(text, "\r\n") {
			return nil
		}
		return diag.NewAttributeErrorDiagnostic(at, "Not a line of text", remedy.Detail(fmt.Sprintf("%s: %q is empty or has several lines.", at, text), "write one line."))
	}}
}
