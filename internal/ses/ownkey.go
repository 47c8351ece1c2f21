package ses

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"regexp"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sesv2/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// SetOwnKey makes SES sign with a key of the user's own; reconcile.ErrNotFound
// where there is no such identity. No error of it tells anything of the key.
func (i *Identities) SetOwnKey(ctx context.Context, domain rr.Name, key reconcile.OwnKey) (reconcile.DKIM, error) {
	out, err := i.sign(ctx, domain, &sesv2.PutEmailIdentityDkimSigningAttributesInput{
		EmailIdentity:           name(domain),
		SigningAttributesOrigin: types.DkimSigningAttributesOriginExternal,
		SigningAttributes:       ownKey(key),
	})
	return out, hideKey(err, key)
}

func ownKey(key reconcile.OwnKey) *types.DkimSigningAttributes {
	return &types.DkimSigningAttributes{
		DomainSigningSelector:   aws.String(key.Selector),
		DomainSigningPrivateKey: aws.String(key.Private.Base64()),
	}
}

// hideKey takes a private key out of the text of an error. AWS quotes a value
// that it refuses, whole or in part, and so may any proxy on the way to it.
func hideKey(err error, key reconcile.OwnKey) error {
	refusal, ok := errors.AsType[*reconcile.APIError](err)
	if !ok || key.Private.IsZero() {
		return err
	}
	hide := hider(key.Private.Base64())
	refusal.Message = hide(refusal.Message)
	if refusal.Err != nil {
		refusal.Err = hiddenError{error: refusal.Err, text: hide(refusal.Err.Error())}
	}
	return err
}

// hiddenError is an error that says something else.
type hiddenError struct {
	error
	text string
}

func (e hiddenError) Error() string { return e.text }

// Unwrap lets errors.As find the types of SES's errors.
func (e hiddenError) Unwrap() error { return e.error }

const (
	hidden = "(hidden)"
	// fragment is how many characters of a key, in one of its encodings, make a
	// word part of it. No word of English is that by chance.
	fragment = 8
	// base64Octets are encoded together.
	base64Octets = 3
)

// hider returns a function that hides every word which has a part of a key in
// it: as base64 in either alphabet or in hexadecimal digits, whether or not some
// of its characters are escaped for JSON or a URL.
func hider(key string) func(string) string {
	parts := make(map[string]bool)
	for _, encoding := range encodings(key) {
		for from := 0; from+fragment <= len(encoding); from++ {
			parts[encoding[from:from+fragment]] = true
		}
	}
	words := regexp.MustCompile(`[A-Za-z0-9+/=_%\\-]{8,}`)
	return func(text string) string {
		return words.ReplaceAllStringFunc(text, func(word string) string {
			for from := 0; from+fragment <= len(word); from++ {
				if parts[word[from:from+fragment]] {
					return hidden
				}
			}
			return word
		})
	}
}

func encodings(key string) []string {
	der, err := base64.StdEncoding.DecodeString(key)
	if err != nil {
		return []string{key}
	}
	digits := hex.EncodeToString(der)
	out := []string{digits, strings.ToUpper(digits)}
	// Another wrapping of the same key shifts its octets against the base64.
	for shift := range min(base64Octets, len(der)) {
		out = append(out, base64.StdEncoding.EncodeToString(der[shift:]), base64.URLEncoding.EncodeToString(der[shift:]))
	}
	return out
}
