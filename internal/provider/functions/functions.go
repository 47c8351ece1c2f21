// Package functions is the provider's functions: SPF, DMARC and DKIM text taken
// apart and put together, DMARC reports read, and the small calculations beside
// them. What a text means is decided in mailauth; nothing here asks anybody.
package functions

import (
	"context"
	"fmt"
	"runtime/debug"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/function"
)

// issues is where users report what only we can repair.
const issues = "https://github.com/mailauth/terraform-provider-mailauth/issues"

// All lists the functions for the provider to offer.
func All() []func() function.Function {
	return []func() function.Function{
		spfParse, spfRender, spfMerge,
		dmarcParse, dmarcRender, dmarcReportParse,
		dkimParse,
		txtChunks, mailFromMX,
	}
}

// provided is a function: what Terraform is told of it, and its work.
type provided struct {
	name       string
	definition function.Definition
	// work gives the result, or says what is wrong with the arguments.
	work func(context.Context, function.ArgumentsData) (any, *function.FuncError)
}

// Metadata names the function.
func (p provided) Metadata(_ context.Context, _ function.MetadataRequest, resp *function.MetadataResponse) {
	resp.Name = p.name
}

// Definition describes the function.
func (p provided) Definition(_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse) {
	resp.Definition = p.definition
}

// Run calls the function. A panic is an error, so that it doesn't end the
// provider, and with it everything else that Terraform does.
func (p provided) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	defer func() {
		if cause := recover(); cause != nil {
			resp.Error = function.NewFuncError(fmt.Sprintf(
				"fault of the mailauth provider: panic: %v. To fix: report it with the arguments at %s\n%s", cause, issues, debug.Stack()))
		}
	}()
	result, refused := p.work(ctx, req.Arguments)
	if refused == nil {
		refused = resp.Result.Set(ctx, result)
	}
	resp.Error = refused
}

// ofText is the work of a function of one text. Unknown text does not come
// here: Terraform answers for itself.
func ofText(work func(text string) (any, []problem)) func(context.Context, function.ArgumentsData) (any, *function.FuncError) {
	return func(ctx context.Context, arguments function.ArgumentsData) (any, *function.FuncError) {
		var text string
		if failed := arguments.GetArgument(ctx, 0, &text); failed != nil {
			return nil, failed
		}
		result, problems := work(text)
		return result, refuse(0, problems)
	}
}

// problem is one thing that is wrong with an argument.
type problem struct {
	// where is a column of the text or a member of the object; empty for the
	// whole.
	where string
	// what is wrong, and what to type instead; neither ends with a full stop.
	what, fix string
}

func (p problem) String() string {
	text := p.what
	if p.where != "" {
		text = p.where + ": " + text
	}
	if p.fix != "" {
		text += ". To fix: " + p.fix
	}
	return text
}

// refuse is the error of an argument, nil where there is no problem. Both CLIs
// put the parameter's name in front of it and a full stop behind it.
func refuse(argument int, problems []problem) *function.FuncError {
	switch len(problems) {
	case 0:
		return nil
	case 1:
		return function.NewArgumentFuncError(int64(argument), problems[0].String())
	}
	texts := []string{fmt.Sprintf("%d problems", len(problems))}
	for _, p := range problems {
		texts = append(texts, p.String())
	}
	return function.NewArgumentFuncError(int64(argument), strings.Join(texts, ".\n\n"))
}

// column names a place in a text.
func column(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("column %d", n)
}
