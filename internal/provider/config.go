package provider

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/awsconf"
	"github.com/mailauth/terraform-provider-mailauth/internal/provider/account"
	"github.com/mailauth/terraform-provider-mailauth/internal/provider/actions"
	"github.com/mailauth/terraform-provider-mailauth/internal/provider/domain"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/route53"
	"github.com/mailauth/terraform-provider-mailauth/internal/ses"
)

// configure makes of the provider block what the resources work with.
func (p *Provider) configure(ctx context.Context, config tfsdk.Config) (domain.Cloud, diag.Diagnostics) {
	if !config.Raw.IsFullyKnown() {
		var region types.String
		diags := config.GetAttribute(ctx, path.Root("region"), &region)
		return unsettled{region: region.ValueString()}, diags
	}
	var m model
	if diags := config.Get(ctx, &m); diags.HasError() {
		return nil, diags
	}
	source := awsconf.New(ctx, m.settings(), p.version)
	source.CountIn(&p.traffic)
	return &cloud{
		source:     source,
		zoneSource: m.zoneSource(ctx, source),
		tags:       m.tags(),
		sandbox:    m.SandboxWarning == nil || *m.SandboxWarning,
		identities: map[string]*ses.Identities{},
	}, nil
}

// traffic is what a process asks of AWS.
type traffic = awsconf.Traffic

// unsettled is a provider block with a value that is not known yet, as there
// may be at plan.
type unsettled struct{ region string }

var (
	_ account.Cloud = unsettled{}
	_ actions.Cloud = unsettled{}
	_ domain.Cloud  = unsettled{}
)

var errUnsettled = errors.New("the provider block has values that are not known before apply")

func (u unsettled) Ready() bool                               { return false }
func (u unsettled) Region() string                            { return u.region }
func (u unsettled) DefaultTags() map[string]string            { return nil }
func (u unsettled) WarnsOfSandbox() bool                      { return false }
func (u unsettled) Held() *domain.Held                        { return new(domain.Held) }
func (u unsettled) AccountID(context.Context) (string, error) { return "", errUnsettled }
func (u unsettled) Reconciler(context.Context, string) (*reconcile.Reconciler, error) {
	return nil, errUnsettled
}

func (u unsettled) Accounts(context.Context, string) (reconcile.Accounts, error) {
	return nil, errUnsettled
}

func (u unsettled) Mailer(context.Context, string) (actions.Mailer, error) {
	return nil, errUnsettled
}

// cloud is the configured provider. Its clients are made at their first use and
// shared by all resources of the process, which share their pace with them.
type cloud struct {
	source *awsconf.Source
	// zoneSource is source itself, unless DNS is in another account.
	zoneSource *awsconf.Source
	tags       map[string]string
	// sandbox is whether to warn of it.
	sandbox bool
	held    domain.Held

	mu         sync.Mutex // guards identities and zones
	identities map[string]*ses.Identities
	zones      *route53.Zones
}

var (
	_ account.Cloud = (*cloud)(nil)
	_ actions.Cloud = (*cloud)(nil)
	_ domain.Cloud  = (*cloud)(nil)
)

func (c *cloud) Ready() bool                    { return true }
func (c *cloud) Region() string                 { return c.source.Region() }
func (c *cloud) DefaultTags() map[string]string { return maps.Clone(c.tags) }
func (c *cloud) WarnsOfSandbox() bool           { return c.sandbox }
func (c *cloud) Held() *domain.Held             { return &c.held }

func (c *cloud) AccountID(ctx context.Context) (string, error) {
	account, err := c.source.Account(ctx)
	return account.ID, err
}

func (c *cloud) Reconciler(ctx context.Context, region string) (*reconcile.Reconciler, error) {
	identities, err := c.identitiesOf(ctx, region)
	if err != nil {
		return nil, err
	}
	zones, err := c.hostedZones(ctx)
	if err != nil {
		return nil, err
	}
	return &reconcile.Reconciler{Identities: identities, Zones: zones, Pace: reconcile.VerificationPace()}, nil
}

func (c *cloud) Accounts(ctx context.Context, region string) (reconcile.Accounts, error) {
	return c.identitiesOf(ctx, region)
}

func (c *cloud) Mailer(ctx context.Context, region string) (actions.Mailer, error) {
	return c.identitiesOf(ctx, region)
}

func (c *cloud) identitiesOf(ctx context.Context, region string) (*ses.Identities, error) {
	cfg, err := c.source.Config(ctx)
	if err != nil {
		return nil, err
	}
	cfg.Region = cmp.Or(region, cfg.Region)
	c.mu.Lock()
	defer c.mu.Unlock()
	if made, ok := c.identities[cfg.Region]; ok {
		return made, nil
	}
	made := ses.New(cfg, func(ctx context.Context) (ses.Account, error) {
		account, err := c.source.Account(ctx)
		return ses.Account(account), err
	})
	c.identities[cfg.Region] = made
	return made, nil
}

func (c *cloud) hostedZones(ctx context.Context) (*route53.Zones, error) {
	cfg, err := c.zoneSource.Config(ctx)
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.zones == nil {
		c.zones = route53.New(cfg)
	}
	return c.zones, nil
}

// zoneSource is where the credentials for Route 53 come from.
func (m model) zoneSource(ctx context.Context, source *awsconf.Source) *awsconf.Source {
	scope := awsconf.Scope{Service: "Route 53", Block: "route53"}
	for _, r := range m.Route53 {
		scope.Profile, scope.AccessKey = text(r.Profile), text(r.AccessKey)
		scope.SecretKey, scope.Token = text(r.SecretKey), text(r.Token)
		for _, role := range r.AssumeRole {
			scope.AssumeRole = append(scope.AssumeRole, role.settings())
		}
	}
	if scope.Empty() {
		return source
	}
	return source.Scoped(ctx, scope)
}

func (m model) settings() awsconf.Settings {
	out := awsconf.Settings{
		Region:                    text(m.Region),
		Profile:                   text(m.Profile),
		AccessKey:                 text(m.AccessKey),
		SecretKey:                 text(m.SecretKey),
		Token:                     text(m.Token),
		SharedConfigFiles:         m.SharedConfigFiles,
		SharedCredentialsFiles:    m.SharedCredentialsFiles,
		AssumeRoleWithWebIdentity: m.webIdentity(),
		MaxRetries:                integer(m.MaxRetries),
		RetryMode:                 text(m.RetryMode),
		UseFIPSEndpoint:           aws.ToBool(m.UseFIPSEndpoint),
		UseDualstackEndpoint:      aws.ToBool(m.UseDualstackEndpoint),
		CustomCABundle:            text(m.CustomCABundle),
		HTTPProxy:                 m.HTTPProxy,
		HTTPSProxy:                m.HTTPSProxy,
		NoProxy:                   text(m.NoProxy),
		SkipCredentialsValidation: aws.ToBool(m.SkipCredentialsValidation),
		SkipRequestingAccountID:   aws.ToBool(m.SkipRequestingAccountID),
		SkipMetadataAPICheck:      m.SkipMetadataAPICheck,
		SkipRegionValidation:      aws.ToBool(m.SkipRegionValidation),
		AllowedAccountIDs:         m.AllowedAccountIDs,
		ForbiddenAccountIDs:       m.ForbiddenAccountIDs,
	}
	for _, role := range m.AssumeRole {
		out.AssumeRole = append(out.AssumeRole, role.settings())
	}
	for _, r := range m.RateLimits {
		out.Rates = awsconf.Rates{SESv2: aws.ToFloat64(r.SESv2), Route53: aws.ToFloat64(r.Route53)}
	}
	for _, e := range m.Endpoints {
		out.Endpoints = awsconf.Endpoints{
			SESv2:   cmp.Or(text(e.SESv2), out.Endpoints.SESv2),
			Route53: cmp.Or(text(e.Route53), out.Endpoints.Route53),
			STS:     cmp.Or(text(e.STS), out.Endpoints.STS),
		}
	}
	return out
}

func (r assumeRole) settings() awsconf.AssumeRole {
	return awsconf.AssumeRole{
		RoleARN:           text(r.RoleARN),
		Duration:          span(r.Duration),
		ExternalID:        text(r.ExternalID),
		Policy:            text(r.Policy),
		PolicyARNs:        r.PolicyARNs,
		SessionName:       text(r.SessionName),
		SourceIdentity:    text(r.SourceIdentity),
		Tags:              r.Tags,
		TransitiveTagKeys: r.TransitiveTagKeys,
	}
}

func (m model) webIdentity() *awsconf.AssumeRoleWithWebIdentity {
	if len(m.AssumeRoleWithWebIdentity) == 0 {
		return nil
	}
	w := m.AssumeRoleWithWebIdentity[0]
	return &awsconf.AssumeRoleWithWebIdentity{
		RoleARN:              text(w.RoleARN),
		Duration:             span(w.Duration),
		Policy:               text(w.Policy),
		PolicyARNs:           w.PolicyARNs,
		SessionName:          text(w.SessionName),
		WebIdentityToken:     text(w.WebIdentityToken),
		WebIdentityTokenFile: text(w.WebIdentityTokenFile),
	}
}

func (m model) tags() map[string]string {
	out := map[string]string{}
	for _, block := range m.DefaultTags {
		maps.Copy(out, block.Tags)
	}
	return out
}

func text(s *string) string { return aws.ToString(s) }

func integer(n *int64) *int {
	if n == nil {
		return nil
	}
	return aws.Int(int(*n))
}

// span reads a duration that the schema's validator has accepted.
func span(s *string) time.Duration {
	d, _ := time.ParseDuration(text(s))
	return d
}
