package awsconf

import (
	"cmp"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/feature/ec2/imds"
	awsbase "github.com/hashicorp/aws-sdk-go-base/v2"
)

// Defaults of the provider block where neither it nor the environment nor the
// shared files say more. SES allows one request a second, so that many resources
// of one run have to wait for each other.
const (
	defaultAttempts  = 25
	defaultRetryMode = aws.RetryModeAdaptive
)

// Settings are what the provider block says. The zero value of each means that
// it says nothing.
type Settings struct {
	Region                    string
	Profile                   string
	AccessKey                 string
	SecretKey                 string
	Token                     string
	SharedConfigFiles         []string
	SharedCredentialsFiles    []string
	AssumeRole                []AssumeRole
	AssumeRoleWithWebIdentity *AssumeRoleWithWebIdentity
	Endpoints                 Endpoints
	Rates                     Rates
	// MaxRetries is how often a request is sent at most; nil stands for 25 and
	// 0 for once.
	MaxRetries *int
	// RetryMode is "adaptive" or "standard".
	RetryMode                 string
	UseFIPSEndpoint           bool
	UseDualstackEndpoint      bool
	CustomCABundle            string
	HTTPProxy                 *string
	HTTPSProxy                *string
	NoProxy                   string
	SkipCredentialsValidation bool
	SkipRequestingAccountID   bool
	// SkipMetadataAPICheck turns the EC2 metadata service off or, where it is
	// false, on; nil leaves it to the environment.
	SkipMetadataAPICheck *bool
	SkipRegionValidation bool
	AllowedAccountIDs    []string
	ForbiddenAccountIDs  []string
}

// AssumeRole is one link of a chain of IAM roles.
type AssumeRole struct {
	RoleARN           string
	Duration          time.Duration
	ExternalID        string
	Policy            string
	PolicyARNs        []string
	SessionName       string
	SourceIdentity    string
	Tags              map[string]string
	TransitiveTagKeys []string
}

// AssumeRoleWithWebIdentity is a role that is assumed with a token of an OpenID
// Connect provider. What it leaves out comes from AWS_ROLE_ARN,
// AWS_ROLE_SESSION_NAME and AWS_WEB_IDENTITY_TOKEN_FILE.
type AssumeRoleWithWebIdentity struct {
	RoleARN              string
	Duration             time.Duration
	Policy               string
	PolicyARNs           []string
	SessionName          string
	WebIdentityToken     string
	WebIdentityTokenFile string
}

// ambient is what the environment and the shared files say of what the provider
// must know before it has credentials.
type ambient struct {
	region string
	// profileRegion is what the profile says of the region, whatever prevails.
	profileRegion string
	maxAttempts   int
	retryMode     aws.RetryMode
	credentials   []aws.Credentials
	// proxies are those that net/http finds by itself.
	proxies []string
}

// readAmbient does not report what it cannot read: where that matters, the
// search for credentials meets it again and says so.
func readAmbient(ctx context.Context, s Settings) ambient {
	env, _ := config.NewEnvConfig()
	shared, _ := config.LoadSharedConfigProfile(ctx, cmp.Or(s.Profile, env.SharedConfigProfile, config.DefaultSharedConfigProfile),
		func(o *config.LoadSharedConfigOptions) {
			o.ConfigFiles = files(s.SharedConfigFiles, env.SharedConfigFile)
			o.CredentialsFiles = files(s.SharedCredentialsFiles, env.SharedCredentialsFile)
		})
	return ambient{
		region:        cmp.Or(s.Region, env.Region, shared.Region),
		profileRegion: shared.Region,
		maxAttempts:   cmp.Or(env.RetryMaxAttempts, shared.RetryMaxAttempts),
		retryMode:     cmp.Or(env.RetryMode, shared.RetryMode),
		credentials:   []aws.Credentials{env.Credentials, shared.Credentials},
		proxies:       []string{os.Getenv("HTTP_PROXY"), os.Getenv("http_proxy"), os.Getenv("HTTPS_PROXY"), os.Getenv("https_proxy")},
	}
}

// files returns nil for the default files.
func files(named []string, fromEnvironment string) []string {
	if len(named) == 0 && fromEnvironment != "" {
		return []string{fromEnvironment}
	}
	var out []string
	for _, path := range named {
		out = append(out, expanded(path))
	}
	return out
}

// expanded puts in variables and the home directory, as awsbase does.
func expanded(path string) string {
	path = os.ExpandEnv(path)
	if rest, ok := strings.CutPrefix(path, "~/"); ok {
		if home, err := os.UserHomeDir(); err == nil {
			return filepath.Join(home, rest)
		}
	}
	return path
}

// base translates the settings for awsbase.
func (s Settings) base(a ambient, version string) *awsbase.Config {
	return &awsbase.Config{
		AccessKey:                     s.AccessKey,
		AssumeRole:                    s.roles(),
		AssumeRoleWithWebIdentity:     s.webIdentity(),
		CallerDocumentationURL:        "https://registry.terraform.io/providers/mailauth/mailauth/latest/docs",
		CallerName:                    "mailauth",
		CustomCABundle:                s.CustomCABundle,
		EC2MetadataServiceEnableState: s.metadataService(),
		HTTPProxy:                     s.HTTPProxy,
		HTTPSProxy:                    s.HTTPSProxy,
		MaxRetries:                    s.attempts(a),
		NoProxy:                       s.NoProxy,
		Profile:                       s.Profile,
		Region:                        a.region,
		// The adaptive mode is ours, see keepPace.
		RetryMode:               aws.RetryModeStandard,
		SecretKey:               s.SecretKey,
		SharedConfigFiles:       s.SharedConfigFiles,
		SharedCredentialsFiles:  s.SharedCredentialsFiles,
		SkipCredsValidation:     true,
		SkipRequestingAccountId: true,
		StsEndpoint:             s.Endpoints.STS,
		// awsbase would log whole requests, and some carry private keys.
		SuppressDebugLog:     true,
		Token:                s.Token,
		UseDualStackEndpoint: s.UseDualstackEndpoint,
		UseFIPSEndpoint:      s.UseFIPSEndpoint,
		UserAgent: awsbase.UserAgentProducts{{
			Name:    "terraform-provider-mailauth",
			Version: version,
			Comment: "+https://registry.terraform.io/providers/mailauth/mailauth",
		}},
	}
}

func (s Settings) mode(a ambient) aws.RetryMode {
	return cmp.Or(aws.RetryMode(s.RetryMode), a.retryMode, defaultRetryMode)
}

func (s Settings) attempts(a ambient) int {
	if s.MaxRetries != nil {
		return max(*s.MaxRetries, 1)
	}
	return cmp.Or(a.maxAttempts, defaultAttempts)
}

func (s Settings) metadataService() imds.ClientEnableState {
	switch {
	case s.SkipMetadataAPICheck == nil:
		return imds.ClientDefaultEnableState
	case *s.SkipMetadataAPICheck:
		return imds.ClientDisabled
	default:
		return imds.ClientEnabled
	}
}

// roles is nil for none: awsbase takes an empty chain for one that ends
// nowhere, without credentials.
func (s Settings) roles() []awsbase.AssumeRole {
	var out []awsbase.AssumeRole
	for _, role := range s.AssumeRole {
		out = append(out, awsbase.AssumeRole(role))
	}
	return out
}

func (s Settings) webIdentity() *awsbase.AssumeRoleWithWebIdentity {
	if s.AssumeRoleWithWebIdentity == nil {
		return nil
	}
	out := awsbase.AssumeRoleWithWebIdentity(*s.AssumeRoleWithWebIdentity)
	out.RoleARN = cmp.Or(out.RoleARN, os.Getenv("AWS_ROLE_ARN"))
	out.SessionName = cmp.Or(out.SessionName, os.Getenv("AWS_ROLE_SESSION_NAME"))
	if !out.HasValidTokenSource() {
		out.WebIdentityTokenFile = os.Getenv("AWS_WEB_IDENTITY_TOKEN_FILE")
	}
	return &out
}

func (s Settings) checkAccount(account Account) error {
	switch {
	case slices.Contains(s.ForbiddenAccountIDs, account.ID):
		return forbiddenAccount(account.ID)
	case len(s.AllowedAccountIDs) > 0 && !slices.Contains(s.AllowedAccountIDs, account.ID):
		return otherAccount(account.ID, s.AllowedAccountIDs)
	default:
		return nil
	}
}
