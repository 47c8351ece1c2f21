// Package dkim reads, writes and checks DKIM key records (RFC 6376 section
// 3.6.1, RFC 8301, RFC 8463) and derives one from an RSA private key. It signs
// nothing and verifies no signature.
package dkim

import (
	"bytes"
	"encoding/base64"
	"errors"
	"slices"
	"strings"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/taglist"
)

// What makes verifiers unable to use a record. Compare with [errors.Is]; the
// error text names the column.
var (
	// ErrVersion says that v is something else than DKIM1 or not first.
	ErrVersion = errors.New("dkim: not a DKIM1 key record")
	// ErrDuplicateTag says that a tag name occurs twice, which invalidates
	// the whole list (RFC 6376 section 3.2).
	ErrDuplicateTag = errors.New("dkim: duplicate tag")
	// ErrNoKey says that there is no p tag. An empty one is a revoked key
	// and no error.
	ErrNoKey = errors.New("dkim: no public key")
	// ErrBadKey says that p is not base64, or not a key of the type k names.
	ErrBadKey = errors.New("dkim: malformed public key")
)

// KeyType is the algorithm family of a key.
type KeyType string

const (
	// RSA is the default, and all that Easy DKIM has.
	RSA KeyType = "rsa"
	// Ed25519 is the type of RFC 8463.
	Ed25519 KeyType = "ed25519"
)

// Tag is a tag that RFC 6376 does not define.
type Tag struct {
	// Name is as written.
	Name string
	// Value is as written, without the white space around it.
	Value string
}

// KeyRecord is a DKIM key record. [Parse] writes defaults out.
type KeyRecord struct {
	// Type is the k tag, folded. Other values than RSA and Ed25519 are for
	// verifiers of the future; nobody here looks into their keys.
	Type KeyType
	// Hashes is the h tag: the algorithms allowed, empty for all.
	Hashes []string
	// Services is the s tag; "*" is every service.
	Services []string
	// Flags is the t tag: "y" for testing, "s" against subdomains in i=.
	Flags []string
	// Notes is the n tag, as written.
	Notes string
	// PublicKey is the decoded p tag; empty if the key is revoked.
	PublicKey []byte
	// Bits is the size of the key, 0 if revoked or of an unknown type. It
	// follows from PublicKey and is not written.
	Bits int
	// Unknown are tags nobody defines, in the order written.
	Unknown []Tag
}

// Revoked reports whether the record says that its key is withdrawn (RFC 6376
// section 3.6.1 p).
func (r KeyRecord) Revoked() bool { return len(r.PublicKey) == 0 }

// Testing reports whether verifiers are to treat signed mail like unsigned.
func (r KeyRecord) Testing() bool { return slices.Contains(r.Flags, "y") }

// String renders the record: v, k, then h, s, t and n where they are not the
// default, p, then unknown tags as they came.
func (r KeyRecord) String() string {
	var b strings.Builder
	b.WriteString("v=DKIM1; k=" + string(keyType(r.Type)))
	list := func(name string, words []string, standard ...string) {
		if len(words) > 0 && !slices.Equal(words, standard) {
			b.WriteString("; " + name + "=" + strings.Join(words, ":"))
		}
	}
	list("h", r.Hashes)
	list("s", r.Services, "*")
	list("t", r.Flags)
	if r.Notes != "" {
		b.WriteString("; n=" + r.Notes)
	}
	b.WriteString("; p=" + base64.StdEncoding.EncodeToString(r.PublicKey))
	for _, t := range r.Unknown {
		b.WriteString("; " + t.Name + "=" + t.Value)
	}
	return b.String()
}

// Equal reports whether verifiers do the same with two records. An RSA key is
// the same key with and without its algorithm identifier; notes and unknown
// tags make no difference.
func (r KeyRecord) Equal(other KeyRecord) bool {
	return keyType(r.Type) == keyType(other.Type) &&
		r.sameKey(other) &&
		sameSet(r.Hashes, other.Hashes, "") &&
		sameSet(r.Services, other.Services, "*") &&
		sameSet(r.Flags, other.Flags, "")
}

// Equal reports whether verifiers do the same with two texts of key records.
// One that is no record equals only itself.
func Equal(a, b string) bool {
	if a == b {
		return true
	}
	first, err := Parse(a)
	if err != nil {
		return false
	}
	second, err := Parse(b)
	return err == nil && first.Equal(second)
}

// keyType is t with its default and without its case.
func keyType(t KeyType) KeyType {
	if t == "" {
		return RSA
	}
	return KeyType(taglist.Fold(string(t)))
}

func (r KeyRecord) sameKey(other KeyRecord) bool {
	if bytes.Equal(r.PublicKey, other.PublicKey) {
		return true
	}
	if keyType(r.Type) != RSA {
		return false
	}
	a, errA := rsaKey(r.PublicKey)
	b, errB := rsaKey(other.PublicKey)
	return errA == nil && errB == nil && a.Equal(b)
}

func sameSet(a, b []string, standard string) bool {
	normal := func(list []string) []string {
		out := slices.Clone(list)
		for i, s := range out {
			out[i] = taglist.Fold(s)
		}
		// "*" beside others still matches everything.
		if standard != "" && (len(out) == 0 || slices.Contains(out, standard)) {
			return []string{standard}
		}
		slices.Sort(out)
		return slices.Compact(out)
	}
	return slices.Equal(normal(a), normal(b))
}
