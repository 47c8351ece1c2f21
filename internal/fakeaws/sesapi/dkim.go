package sesapi

import (
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base32"
	"encoding/base64"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

const (
	originEasy   = "AWS_SES"
	originOwnKey = "EXTERNAL"
	length1024   = "RSA_1024_BIT"
	length2048   = "RSA_2048_BIT"
)

// dkim is how a domain signs, and whether SES found its records.
type dkim struct {
	machine
	signing       bool
	origin        string
	tokens        []string
	selector      string // bring-your-own only
	publicKey     string // bring-your-own only: base64 of the SubjectPublicKeyInfo
	current, next string
	generated     time.Time
	changes       []keyChange
}

// keyChange is one switch of the key length.
type keyChange struct {
	at time.Time
	to string
}

// signingInput is DkimSigningAttributes of the API.
type signingInput struct {
	DomainSigningAttributesOrigin string
	DomainSigningPrivateKey       string
	DomainSigningSelector         string
	NextSigningKeyLength          string
}

func (a signingInput) check() error {
	if l := a.NextSigningKeyLength; l != "" && l != length1024 && l != length2048 {
		return badRequest("1 validation error detected: Value at 'nextSigningKeyLength' failed to satisfy constraint: " +
			"Member must satisfy enum value set: [RSA_1024_BIT, RSA_2048_BIT]")
	}
	ownKey := a.DomainSigningPrivateKey != "" || a.DomainSigningSelector != ""
	if !ownKey {
		return nil
	}
	if a.NextSigningKeyLength != "" || a.DomainSigningAttributesOrigin != "" {
		return badRequest("You cannot configure the identity to use Easy DKIM and Bring Your Own DKIM properties at the same time.")
	}
	if a.DomainSigningPrivateKey == "" || a.DomainSigningSelector == "" {
		return badRequest("DomainSigningPrivateKey and DomainSigningSelector must be set together.")
	}
	// The pattern and the length of the API model.
	selector := regexp.MustCompile(`^[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?$`)
	if len(a.DomainSigningSelector) > 63 || !selector.MatchString(a.DomainSigningSelector) {
		return badRequest("1 validation error detected: Value at 'domainSigningSelector' failed to satisfy constraint: "+
			"Member must satisfy regular expression pattern: %s", selector)
	}
	return nil
}

// startEasyLocked sets Easy DKIM up with new tokens.
func (s *Service) startEasyLocked(id *identity, length string) {
	now := s.opts.Now()
	d := &id.dkim
	d.origin, d.selector, d.publicKey = originEasy, "", ""
	d.current, d.next, d.generated = length, length, now
	generation := s.tokens[id.ref]
	if generation == 0 || !s.opts.Quirks.SameTokensOnCreate {
		generation = s.countTokensLocked(id)
	}
	d.tokens = tokens(id.ref, generation)
	d.restart(now)
}

// rotateLocked gives id new tokens; what was found in DNS counts no more.
func (s *Service) rotateLocked(id *identity) {
	id.dkim.tokens = tokens(id.ref, s.countTokensLocked(id))
	id.dkim.generated = s.opts.Now()
}

func (s *Service) countTokensLocked(id *identity) int {
	s.tokens[id.ref]++
	return s.tokens[id.ref]
}

// tokens are three strings of 32 characters [a-z2-7], which depend on nothing
// but their arguments: a world that is built again has them again.
func tokens(ref Ref, generation int) []string {
	lower := base32.StdEncoding.WithPadding(base32.NoPadding)
	out := make([]string, 3)
	for i := range out {
		sum := sha256.Sum256(fmt.Appendf(nil, "%s/%s/%s/%d/%d", ref.Account, ref.Region, ref.Name, generation, i))
		out[i] = strings.ToLower(lower.EncodeToString(sum[:20]))
	}
	return out
}

// startOwnKeyLocked sets bring-your-own DKIM up. The key is base64 of an RSA key
// of 1024 to 2048 bit in PKCS#1 or PKCS#8 (Developer Guide, "BYODKIM").
func (s *Service) startOwnKeyLocked(id *identity, a *signingInput) error {
	key, ok := parseKey(a.DomainSigningPrivateKey)
	if !ok || key.N.BitLen() < 1024 || key.N.BitLen() > 2048 {
		return badRequest("The DomainSigningPrivateKey is not a valid base64-encoded RSA private key of 1024 to 2048 bits.")
	}
	public, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		return badRequest("The DomainSigningPrivateKey is not usable: %s.", err)
	}
	id.dkim = dkim{
		signing:   id.dkim.signing,
		origin:    originOwnKey,
		tokens:    []string{a.DomainSigningSelector},
		selector:  a.DomainSigningSelector,
		publicKey: base64.StdEncoding.EncodeToString(public),
		changes:   id.dkim.changes,
	}
	id.dkim.restart(s.opts.Now())
	return nil
}

func parseKey(text string) (*rsa.PrivateKey, bool) {
	der, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(text), ""))
	if err != nil {
		return nil, false
	}
	if key, err := x509.ParsePKCS1PrivateKey(der); err == nil {
		return key, true
	}
	parsed, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		return nil, false
	}
	key, ok := parsed.(*rsa.PrivateKey)
	return key, ok
}

// signingZone is what the API shows as SigningHostedZone.
func (s *Service) signingZone(id *identity) string {
	if s.opts.Quirks.OmitSigningHostedZone || id.email || id.dkim.origin == originOwnKey {
		return ""
	}
	return s.zoneOf(id)
}

// zoneOf is where SES publishes the keys of id; of a replica, its parent's zone,
// since both live from the same CNAMEs.
func (s *Service) zoneOf(id *identity) string {
	region := id.ref.Region
	if parent := parentRegion(id.dkim.origin); parent != "" {
		region = parent
	}
	// General Reference, "DKIM domains" of Amazon SES: these regions have one of
	// their own.
	regional := []string{
		"af-south-1", "ap-northeast-3", "ap-south-2", "ap-southeast-3", "ap-southeast-5", "ca-west-1",
		"eu-central-2", "eu-south-1", "il-central-1", "me-central-1", "us-gov-east-1",
	}
	if slices.Contains(regional, region) {
		return "dkim." + region + ".amazonses.com"
	}
	return "dkim.amazonses.com"
}
