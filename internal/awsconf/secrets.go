package awsconf

import (
	"context"
	"errors"
	"net/url"
	"slices"
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
	return hiding(append(hide, s.ofProxies(a)...)...)
}

// ofProxies are the users and passwords of all proxies that may be used.
func (s Settings) ofProxies(a ambient) []string {
	var out []string
	for _, proxy := range append(slices.Clone(a.proxies), aws.ToString(s.HTTPProxy), aws.ToString(s.HTTPSProxy)) {
		out = append(out, userInfo(proxy)...)
	}
	return out
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

// hideSecrets keeps the secrets of the credentials in use out of the errors of all
// clients: AWS answers a wrong signature with the whole of what it expected to be
// signed, headers included (Signature Version 4, "Troubleshooting"), and a proxy
// on the way may show the request that it did not like. The others are hidden too.
func hideSecrets(cfg *aws.Config, others []string) {
	provider := cfg.Credentials
	hide := middleware.InitializeMiddlewareFunc("HideSecrets", func(
		ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler,
	) (middleware.InitializeOutput, middleware.Metadata, error) {
		out, metadata, err := next.HandleInitialize(ctx, in)
		if err == nil {
			return out, metadata, nil
		}
		hide := others[:len(others):len(others)]
		if used, failed := provider.Retrieve(ctx); failed == nil {
			hide = append(hide, used.SecretAccessKey, used.SessionToken)
		}
		return out, metadata, without(hiding(hide...), err)
	})
	cfg.APIOptions = append(cfg.APIOptions, func(stack *middleware.Stack) error {
		return stack.Initialize.Add(hide, middleware.Before)
	})
}

// without returns an error that is the same to errors.As and errors.Is, and that
// shows no secret, neither in its text nor in the words of the service.
func without(secrets *strings.Replacer, err error) error {
	plain := redacted{error: err, text: secrets.Replace(err.Error())}
	if plain.text == err.Error() {
		return err
	}
	if answer, ok := errors.AsType[smithy.APIError](err); ok {
		return redactedAnswer{redacted: plain, APIError: answer, secrets: secrets}
	}
	return plain
}

// redacted is an error whose text had a secret in it.
type redacted struct {
	error
	text string
}

func (e redacted) Error() string { return e.text }

// Unwrap lets errors.As find what the error is.
func (e redacted) Unwrap() error { return e.error }

// redactedAnswer is the answer of a service that had a secret in it.
type redactedAnswer struct {
	redacted
	smithy.APIError
	secrets *strings.Replacer
}

func (e redactedAnswer) Error() string { return e.text }

// ErrorCode is what the service calls the error, without secrets.
func (e redactedAnswer) ErrorCode() string { return e.secrets.Replace(e.APIError.ErrorCode()) }

// ErrorMessage is what the service says, without secrets.
func (e redactedAnswer) ErrorMessage() string { return e.secrets.Replace(e.APIError.ErrorMessage()) }
