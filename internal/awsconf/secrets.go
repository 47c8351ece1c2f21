package awsconf

import (
	"context"
	"errors"
	"net/url"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"
)

const hidden = "(hidden)"

// minSecret is the least number of octets that is hidden wherever it appears;
// anything shorter would blot out words.
const minSecret = 6

// secrets hides what the settings must not give away in any text.
func (s Settings) secrets(a ambient) *strings.Replacer {
	hide := []string{s.SecretKey, s.Token}
	if s.AssumeRoleWithWebIdentity != nil {
		hide = append(hide, s.AssumeRoleWithWebIdentity.WebIdentityToken)
	}
	for _, c := range a.credentials {
		hide = append(hide, c.SecretAccessKey, c.SessionToken)
	}
	for _, proxy := range []*string{s.HTTPProxy, s.HTTPSProxy} {
		hide = append(hide, userInfo(aws.ToString(proxy))...)
	}
	return hiding(hide...)
}

// userInfo returns the user and password of a proxy in the forms in which an
// error may print them. The text may be no URL at all, and then it is the error
// that prints it.
func userInfo(proxy string) []string {
	end := strings.LastIndex(proxy, "@")
	if end < 0 {
		return nil
	}
	user := proxy[:end]
	if _, rest, ok := strings.Cut(user, "://"); ok {
		user = rest
	}
	out := []string{user}
	if _, password, ok := strings.Cut(user, ":"); ok {
		out = append(out, password)
	}
	for _, text := range out[:len(out):len(out)] {
		if plain, err := url.PathUnescape(text); err == nil {
			out = append(out, plain)
		}
	}
	return out
}

func hiding(secrets ...string) *strings.Replacer {
	var pairs []string
	for _, secret := range secrets {
		if len(secret) < minSecret {
			continue
		}
		pairs = append(pairs, secret, hidden)
		if escaped := url.QueryEscape(secret); escaped != secret {
			pairs = append(pairs, escaped, hidden)
		}
	}
	return strings.NewReplacer(pairs...)
}

// hideSecrets keeps the session token out of the errors of all clients: AWS
// answers a wrong signature with the whole of what it expected to be signed,
// headers included (Signature Version 4, "Troubleshooting").
func hideSecrets(cfg *aws.Config) {
	provider := cfg.Credentials
	hide := middleware.InitializeMiddlewareFunc("HideSecrets", func(
		ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler,
	) (middleware.InitializeOutput, middleware.Metadata, error) {
		out, metadata, err := next.HandleInitialize(ctx, in)
		if answer, ok := errors.AsType[*smithy.GenericAPIError](err); ok {
			if used, failed := provider.Retrieve(ctx); failed == nil {
				answer.Message = hiding(used.SecretAccessKey, used.SessionToken).Replace(answer.Message)
			}
		}
		return out, metadata, err
	})
	cfg.APIOptions = append(cfg.APIOptions, func(stack *middleware.Stack) error {
		return stack.Initialize.Add(hide, middleware.Before)
	})
}
