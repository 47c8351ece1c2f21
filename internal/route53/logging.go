package route53

import (
	"context"

	"github.com/hashicorp/terraform-plugin-log/tflog"
)

// subsystem is the name under which the log shows what this package does.
const subsystem = "route53"

// logged returns a context in which debug can log.
func logged(ctx context.Context) context.Context {
	return tflog.NewSubsystem(ctx, subsystem, tflog.WithRootFields())
}

// debug logs one request with its effect.
func debug(ctx context.Context, message string, fields map[string]any) {
	tflog.SubsystemDebug(ctx, subsystem, message, fields)
}

// info logs how something that takes time gets on.
func info(ctx context.Context, message string, fields map[string]any) {
	tflog.SubsystemInfo(ctx, subsystem, message, fields)
}
