// Package awsconf turns the settings of the provider block into the
// configuration of the AWS clients, the way hashicorp/aws reads settings of the
// same names. It asks AWS only who the credentials belong to, and that only when
// somebody needs a client.
package awsconf

import (
	"context"
	"fmt"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go/logging"
	awsbase "github.com/hashicorp/aws-sdk-go-base/v2"
	"github.com/hashicorp/aws-sdk-go-base/v2/diag"
	"github.com/hashicorp/aws-sdk-go-base/v2/validation"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/mailauth/terraform-provider-mailauth/internal/flight"
)

const (
	// attemptTimeout cuts one HTTP request, from dialling to the last octet of
	// the answer.
	attemptTimeout = 20 * time.Second
	// searchTimeout bounds the search for credentials, which may ask STS, SSO
	// and the metadata service in turn.
	searchTimeout = 100 * time.Second
)

// Source is where the configuration of clients comes from. It is safe for
// concurrent use.
type Source struct {
	settings Settings
	version  string
	ambient  ambient
	scope    Scope
	// region is the one that was found with the credentials.
	region  atomic.Pointer[string]
	traffic *Traffic
	config  flight.Once[aws.Config]
	account flight.Once[Account]
}

// New returns the source of a configuration. It reads the environment and the
// shared files and asks nobody. The version is that of the provider, which
// every request names.
func New(ctx context.Context, settings Settings, version string) *Source {
	return &Source{settings: settings, version: version, ambient: readAmbient(ctx, settings)}
}

// CountIn has all that is asked with this source counted. It comes before the
// first use.
func (s *Source) CountIn(t *Traffic) { s.traffic = t }

// Region returns the region that the settings, the environment or the shared
// files name. Where none does it is empty, unless Config has found one at the
// metadata service since.
func (s *Source) Region() string {
	if found := s.region.Load(); found != nil {
		return *found
	}
	return s.ambient.region
}

// Config returns the configuration for all clients of the process. The first
// call finds credentials and checks whose they are, which may take the network;
// a failure is not kept. The error is a *SettingsError or that of ctx.
func (s *Source) Config(ctx context.Context) (aws.Config, error) {
	cfg, err := s.config.Get(ctx, s.resolve)
	return cfg, s.scope.about(err)
}

func (s *Source) resolve(ctx context.Context) (aws.Config, error) {
	cfg, err := s.load(ctx)
	if err != nil {
		return aws.Config{}, err
	}
	if err := s.checkRegion(cfg.Region); err != nil {
		return aws.Config{}, err
	}
	s.region.Store(&cfg.Region)
	if !s.settings.validatesAtOnce() {
		return cfg, nil
	}
	account, err := s.caller(ctx, cfg)
	if err != nil {
		return aws.Config{}, err
	}
	return cfg, s.settings.checkAccount(account)
}

// load finds the credentials. awsbase would validate them and then ask again
// whose they are, so both are left to caller.
func (s *Source) load(ctx context.Context) (aws.Config, error) {
	search, cancel := context.WithTimeout(ctx, searchTimeout)
	defer cancel()
	search, distrust := noticing(search, cancel)
	_, cfg, found := awsbase.GetAwsConfig(search, s.settings.base(s.ambient, s.version))
	secrets := s.settings.secrets(s.ambient)
	for _, d := range found {
		if d.Severity() != diag.SeverityError {
			tflog.Warn(ctx, "remark on the settings", map[string]any{"summary": secrets.Replace(d.Summary()), "detail": secrets.Replace(d.Detail())})
			continue
		}
		if ctx.Err() != nil {
			return aws.Config{}, ctx.Err()
		}
		if err := distrust(); err != nil {
			return aws.Config{}, err
		}
		if s.Region() == "" {
			return aws.Config{}, noRegion()
		}
		return aws.Config{}, s.settings.explain(d, search.Err(), secrets)
	}
	if client, ok := cfg.HTTPClient.(*awshttp.BuildableClient); ok {
		cfg.HTTPClient = &http.Client{Transport: client.GetTransport(), Timeout: attemptTimeout, CheckRedirect: goNowhereElse}
	}
	cfg.Logger = remarks{}
	cfg.Credentials = prompt{cfg.Credentials, func(err error) error { return s.scope.about(s.settings.notRenewed(err, secrets)) }}
	cfg.ServiceOptions = append(cfg.ServiceOptions, s.settings.Endpoints.apply)
	cfg.RetryMode = s.settings.mode(s.ambient)
	cfg.ServiceOptions = append(cfg.ServiceOptions, s.settings.Rates.keep(cfg.RetryMode == aws.RetryModeAdaptive))
	if s.traffic != nil {
		cfg.APIOptions = append(cfg.APIOptions, s.traffic.watch)
	}
	cfg.APIOptions = append(cfg.APIOptions, refuseStrangers)
	bePatient(&cfg)
	hideSecrets(&cfg, s.settings.ofProxies(s.ambient))
	explainCertificates(&cfg)
	return cfg, nil
}

func (s *Source) checkRegion(region string) error {
	if region == "" {
		return noRegion()
	}
	if s.settings.SkipRegionValidation {
		return nil
	}
	if validation.SupportedRegion(region) != nil {
		return unknownRegion(region)
	}
	return nil
}

// prompt bounds how long callers wait for credentials to be refreshed: the
// requests of the SDK's own that refresh them have no limit. It explains what
// went wrong, which else would look like an answer of the service that is asked.
type prompt struct {
	aws.CredentialsProvider
	explain func(error) error
}

func (p prompt) Retrieve(ctx context.Context) (aws.Credentials, error) {
	search, cancel := context.WithTimeout(ctx, searchTimeout)
	defer cancel()
	found, err := p.CredentialsProvider.Retrieve(search)
	if err != nil && ctx.Err() == nil {
		return found, p.explain(err)
	}
	return found, err
}

// remarks are those of the SDK, which it would else write to standard error. It
// keeps the context because the SDK's interface has no other place for it.
type remarks struct{ ctx context.Context }

// WithContext is called by the SDK before it logs something about a request.
func (remarks) WithContext(ctx context.Context) logging.Logger { return remarks{ctx} }

// Logf passes a remark on.
func (r remarks) Logf(_ logging.Classification, format string, v ...any) {
	if r.ctx != nil {
		tflog.Debug(r.ctx, "remark of the AWS SDK", map[string]any{"text": fmt.Sprintf(format, v...)})
	}
}
