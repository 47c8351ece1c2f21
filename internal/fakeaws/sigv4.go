package fakeaws

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/sesapi"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/stsapi"
)

// credential is the Authorization header of Signature Version 4 (IAM User Guide,
// "AWS Signature Version 4 for API requests").
type credential struct {
	accessKey, date, region, service string
	signedHeaders                    []string
	signature                        string
}

const algorithm = "AWS4-HMAC-SHA256"

// scopeOf reads the header; a malformed one is the zero value.
func scopeOf(header string) credential {
	rest, ok := strings.CutPrefix(header, algorithm)
	if !ok {
		return credential{}
	}
	var c credential
	for _, field := range strings.Split(rest, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(field), "=")
		switch name {
		case "Credential":
			scope := strings.Split(value, "/")
			if len(scope) != 5 || scope[4] != "aws4_request" {
				return credential{}
			}
			c.accessKey, c.date, c.region, c.service = scope[0], scope[1], scope[2], scope[3]
		case "SignedHeaders":
			c.signedHeaders = strings.Split(value, ";")
		case "Signature":
			c.signature = value
		}
	}
	if c.accessKey == "" || c.signature == "" || !slices.Contains(c.signedHeaders, "host") {
		return credential{}
	}
	return c
}

// sign is the signature that the owner of secret puts on r.
func (c credential) sign(r *http.Request, body []byte, secret string) string {
	scope := strings.Join([]string{c.date, c.region, c.service, "aws4_request"}, "/")
	toSign := strings.Join([]string{
		algorithm, r.Header.Get("X-Amz-Date"), scope, hash([]byte(c.canonical(r, body))),
	}, "\n")
	key := []byte("AWS4" + secret)
	for _, part := range []string{c.date, c.region, c.service, "aws4_request"} {
		key = mac(key, part)
	}
	return hex.EncodeToString(mac(key, toSign))
}

func (c credential) canonical(r *http.Request, body []byte) string {
	var headers strings.Builder
	for _, name := range c.signedHeaders {
		values := slices.Clone(r.Header.Values(name))
		switch name {
		case "host":
			values = []string{r.Host}
		case "content-length":
			values = []string{strconv.FormatInt(r.ContentLength, 10)}
		}
		for i, v := range values {
			values[i] = strings.Join(strings.Fields(v), " ")
		}
		headers.WriteString(name + ":" + strings.Join(values, ",") + "\n")
	}
	query := r.URL.Query()
	for _, values := range query {
		slices.Sort(values)
	}
	return strings.Join([]string{
		r.Method,
		escapePath(r.URL.EscapedPath()),
		strings.ReplaceAll(query.Encode(), "+", "%20"),
		headers.String(),
		strings.Join(c.signedHeaders, ";"),
		hash(body),
	}, "\n")
}

// escapePath encodes the path that was sent once more, as every service but S3
// demands.
func escapePath(path string) string {
	if path == "" {
		return "/"
	}
	var b strings.Builder
	for i := range len(path) {
		c := path[i]
		if 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("-_.~/", c) >= 0 {
			b.WriteByte(c)
			continue
		}
		b.WriteString("%" + strings.ToUpper(hex.EncodeToString([]byte{c})))
	}
	return b.String()
}

func hash(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func mac(key []byte, text string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(text))
	return h.Sum(nil)
}

// authenticate finds the account by the access key and checks the signature.
// AssumeRoleWithWebIdentity brings a token of its own instead.
func (w *World) authenticate(next handler) handler {
	return func(rw http.ResponseWriter, r *http.Request, x *exchange) {
		if x.service == serviceSTS && x.operation == "AssumeRoleWithWebIdentity" {
			next(rw, r, x)
			return
		}
		if x.scope.accessKey == "" {
			x.refuse(rw, http.StatusForbidden, missingToken, "Missing Authentication Token")
			return
		}
		principal, secret, ok := w.owner(x.scope.accessKey, r.Header.Get("X-Amz-Security-Token"))
		if !ok {
			x.refuse(rw, http.StatusForbidden, unknownKey, "The security token included in the request is invalid.")
			return
		}
		if !hmac.Equal([]byte(x.scope.sign(r, x.body, secret)), []byte(x.scope.signature)) {
			x.refuse(rw, http.StatusForbidden, badSignature, "The request signature we calculated does not match the signature you provided. "+
				"Check your AWS Secret Access Key and signing method. Consult the service documentation for details.")
			return
		}
		if c, ok := w.sts.Credentials(x.scope.accessKey); ok && !w.Now().Before(c.Expiration) {
			x.refuse(rw, http.StatusForbidden, expired, "The security token included in the request is expired")
			return
		}
		if sesapi.Partition(x.region) != w.Account(principal.Account).Partition() {
			x.refuse(rw, http.StatusForbidden, unknownKey, "The security token included in the request is invalid.")
			return
		}
		x.principal = principal
		next(rw, r, x)
	}
}

// owner finds who an access key belongs to: the user of an account that was
// used, or a role session.
func (w *World) owner(accessKey, token string) (p stsapi.Principal, secret string, ok bool) {
	if c, ok := w.sts.Credentials(accessKey); ok {
		return c.Principal, c.SecretKey, token == c.Token
	}
	id, found := strings.CutPrefix(accessKey, accessKeyPrefix)
	w.mu.Lock()
	account := w.accounts[id]
	w.mu.Unlock()
	if !found || account == nil {
		return stsapi.Principal{}, "", false
	}
	return account.user(), account.SecretKey(), true
}
