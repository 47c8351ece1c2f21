package functions

import (
	"context"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/function"
)

// TestRun_panics: a fault of ours is an error and not the end of the provider.
func TestRun_panics(t *testing.T) {
	t.Parallel()
	f := provided{work: func(context.Context, function.ArgumentsData) (any, *function.FuncError) { panic("no such case") }}
	var resp function.RunResponse
	f.Run(t.Context(), function.RunRequest{}, &resp)
	if resp.Error == nil || !strings.Contains(resp.Error.Text, "panic: no such case. To fix: report it") {
		t.Errorf("the error is %v", resp.Error)
	}
}
