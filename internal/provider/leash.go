package provider

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

// served is what the framework serves of this provider.
type served interface {
	tfprotov6.ProviderServer
	tfprotov6.ListResourceServer
	tfprotov6.ActionServer
}

// leashed takes the context away from requests that are over. The framework
// keeps a cancel function of each request until it is told to stop, and with it
// the request's loggers and all that belongs to its connection: 50 kB for each
// of the four requests that Terraform makes for a resource, which would be 200
// MB for a thousand domains. Requests that come once or never are passed on.
type leashed struct{ served }

// NewServer serves a provider by protocol 6: all of it that a CLI talks to, but
// for the connection.
func NewServer(p provider.Provider) tfprotov6.ProviderServer {
	server := providerserver.NewProtocol6(p)()
	if all, ok := server.(served); ok {
		return newDiscreet(leashed{all})
	}
	return server
}

// ValidateResourceConfig is called for each resource.
func (s leashed) ValidateResourceConfig(ctx context.Context, req *tfprotov6.ValidateResourceConfigRequest) (*tfprotov6.ValidateResourceConfigResponse, error) {
	return onLeash(ctx, req, s.served.ValidateResourceConfig)
}

// UpgradeResourceState is called for each resource.
func (s leashed) UpgradeResourceState(ctx context.Context, req *tfprotov6.UpgradeResourceStateRequest) (*tfprotov6.UpgradeResourceStateResponse, error) {
	return onLeash(ctx, req, s.served.UpgradeResourceState)
}

// UpgradeResourceIdentity is called for each resource.
func (s leashed) UpgradeResourceIdentity(ctx context.Context, req *tfprotov6.UpgradeResourceIdentityRequest) (*tfprotov6.UpgradeResourceIdentityResponse, error) {
	return onLeash(ctx, req, s.served.UpgradeResourceIdentity)
}

// ReadResource is called for each resource.
func (s leashed) ReadResource(ctx context.Context, req *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse, error) {
	return onLeash(ctx, req, s.served.ReadResource)
}

// PlanResourceChange is called for each resource.
func (s leashed) PlanResourceChange(ctx context.Context, req *tfprotov6.PlanResourceChangeRequest) (*tfprotov6.PlanResourceChangeResponse, error) {
	return onLeash(ctx, req, s.served.PlanResourceChange)
}

// ApplyResourceChange is called for each resource.
func (s leashed) ApplyResourceChange(ctx context.Context, req *tfprotov6.ApplyResourceChangeRequest) (*tfprotov6.ApplyResourceChangeResponse, error) {
	return onLeash(ctx, req, s.served.ApplyResourceChange)
}

// ImportResourceState is called for each resource.
func (s leashed) ImportResourceState(ctx context.Context, req *tfprotov6.ImportResourceStateRequest) (*tfprotov6.ImportResourceStateResponse, error) {
	return onLeash(ctx, req, s.served.ImportResourceState)
}

// MoveResourceState is called for each resource.
func (s leashed) MoveResourceState(ctx context.Context, req *tfprotov6.MoveResourceStateRequest) (*tfprotov6.MoveResourceStateResponse, error) {
	return onLeash(ctx, req, s.served.MoveResourceState)
}

// ValidateDataResourceConfig is called for each data source.
func (s leashed) ValidateDataResourceConfig(ctx context.Context, req *tfprotov6.ValidateDataResourceConfigRequest) (*tfprotov6.ValidateDataResourceConfigResponse, error) {
	return onLeash(ctx, req, s.served.ValidateDataResourceConfig)
}

// ReadDataSource is called for each data source.
func (s leashed) ReadDataSource(ctx context.Context, req *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	return onLeash(ctx, req, s.served.ReadDataSource)
}

// CallFunction is called for each use of a function.
func (s leashed) CallFunction(ctx context.Context, req *tfprotov6.CallFunctionRequest) (*tfprotov6.CallFunctionResponse, error) {
	return onLeash(ctx, req, s.served.CallFunction)
}

func onLeash[Request, Response any](ctx context.Context, req Request, serve func(context.Context, Request) (Response, error)) (Response, error) {
	l := &leash{done: ctx.Done()}
	l.ctx.Store(&ctx)
	defer l.ctx.Store(nil)
	return serve(l, req)
}

// leash is the context of a request until that is over, and then an empty one
// that has ended.
type leash struct {
	ctx  atomic.Pointer[context.Context]
	done <-chan struct{}
}

// Deadline is that of the request.
func (l *leash) Deadline() (deadline time.Time, ok bool) {
	if ctx := l.ctx.Load(); ctx != nil {
		return (*ctx).Deadline()
	}
	return time.Time{}, false
}

// Done is that of the request.
func (l *leash) Done() <-chan struct{} { return l.done }

// Err is that of the request, and once it is over context.Canceled.
func (l *leash) Err() error {
	if ctx := l.ctx.Load(); ctx != nil {
		return (*ctx).Err()
	}
	return context.Canceled
}

// Value is that of the request.
func (l *leash) Value(key any) any {
	if ctx := l.ctx.Load(); ctx != nil {
		return (*ctx).Value(key)
	}
	return nil
}
