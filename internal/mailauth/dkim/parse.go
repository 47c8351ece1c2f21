package dkim

import (
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"strings"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/taglist"
)

// Parse reads text, the joined strings of one TXT value, as a verifier does:
// v may be missing, unknown tags are set aside, segments without "=" are
// dropped. An unknown key type is no error, as the key may be good for others.
// The error is one of [ErrVersion], [ErrDuplicateTag], [ErrNoKey] and
// [ErrBadKey], wrapped; beside the last, the Record holds all but the key.
func Parse(text string) (KeyRecord, error) {
	list := taglist.Parse(text, taglist.FWS)
	if s, ok := wrongVersion(list); ok {
		return KeyRecord{}, fmt.Errorf("%w: v=%s in column %d", ErrVersion, s.Value, s.Column)
	}
	if s, ok := list.Duplicate(func(name string) string { return name }); ok {
		return KeyRecord{}, fmt.Errorf("%w: %q again in column %d", ErrDuplicateTag, s.Name, s.Column)
	}
	r := KeyRecord{Type: RSA, Services: []string{"*"}}
	var key taglist.Segment
	for _, s := range list {
		if s.Kind != taglist.Pair || !taglist.ValidName(s.Name) {
			continue
		}
		if s.Name == "p" {
			key = s
		}
		r.read(s)
	}
	if key.Column == 0 {
		return KeyRecord{}, fmt.Errorf("%w: there is no p tag", ErrNoKey)
	}
	octets, bits, problem := decodeKey(r.Type, key.Value)
	if problem != "" {
		return r, fmt.Errorf("%w: p in column %d %s", ErrBadKey, key.ValueColumn, problem)
	}
	r.PublicKey, r.Bits = octets, bits
	return r, nil
}

// wrongVersion returns a v tag that makes verifiers discard the record: one
// whose value is not exactly DKIM1, or one behind another tag.
func wrongVersion(list taglist.List) (taglist.Segment, bool) {
	first := true
	for _, s := range list {
		if s.Kind != taglist.Pair {
			continue
		}
		if s.Name == "v" && (!first || s.Value != "DKIM1") {
			return s, true
		}
		first = false
	}
	return taglist.Segment{}, false
}

func (r *KeyRecord) read(s taglist.Segment) {
	switch s.Name {
	case "v", "p":
	case "k":
		if s.Value != "" {
			r.Type = KeyType(taglist.Fold(s.Value))
		}
	case "h":
		r.Hashes = words(s.Value)
	case "s":
		r.Services = words(s.Value)
	case "t":
		r.Flags = words(s.Value)
	case "n":
		r.Notes = s.Value
	default:
		r.Unknown = append(r.Unknown, Tag{Name: s.Name, Value: s.Value})
	}
}

// words cuts a list at its colons, around which white space may stand. An
// empty value is a list of one empty word, not an omitted tag (RFC 6376
// section 3.2).
func words(value string) []string {
	list := strings.Split(taglist.Fold(value), ":")
	for i, w := range list {
		list[i] = strings.Trim(w, string(taglist.FWS))
	}
	return list
}

// decodeKey takes the value of p. The problem continues the sentence "p …".
func decodeKey(t KeyType, value string) (octets []byte, bits int, problem string) {
	// White space may stand anywhere in base64 (RFC 6376 section 3.6.1 p).
	compact := strings.Map(func(c rune) rune {
		if strings.ContainsRune(string(taglist.FWS), c) {
			return -1
		}
		return c
	}, value)
	if compact == "" {
		return nil, 0, ""
	}
	octets, err := base64.StdEncoding.DecodeString(compact)
	if err != nil {
		return nil, 0, "is not base64"
	}
	switch t {
	case RSA:
		k, err := rsaKey(octets)
		if err != nil {
			return nil, 0, "is not an RSA public key"
		}
		return octets, k.N.BitLen(), ""
	case Ed25519:
		if len(octets) != ed25519.PublicKeySize {
			return nil, 0, fmt.Sprintf("has %d octets, and an Ed25519 key has %d", len(octets), ed25519.PublicKeySize)
		}
		return octets, 8 * len(octets), ""
	}
	return octets, 0, ""
}

// rsaKey reads SubjectPublicKeyInfo, which everybody publishes, or the bare
// RSAPublicKey that RFC 6376 section 3.6.1 k describes.
func rsaKey(der []byte) (*rsa.PublicKey, error) {
	if public, err := x509.ParsePKIXPublicKey(der); err == nil {
		if k, ok := public.(*rsa.PublicKey); ok {
			return k, nil
		}
		return nil, fmt.Errorf("%w: of another type than RSA", ErrBadKey)
	}
	k, err := x509.ParsePKCS1PublicKey(der)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrBadKey, err)
	}
	return k, nil
}
