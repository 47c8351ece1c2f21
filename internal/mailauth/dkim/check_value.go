package dkim

import (
	"fmt"
	"slices"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/taglist"
)

// keyType checks K10.
func (c *checker) keyType(s taglist.Segment) {
	switch KeyType(s.Value) {
	case RSA, Ed25519:
		return
	}
	fix := "write k=rsa or k=ed25519, whichever the key is"
	if t := KeyType(taglist.Fold(s.Value)); t == RSA || t == Ed25519 {
		c.warn("K10", s.ValueColumn, "DKIM key type in upper case",
			fmt.Sprintf("k has the value %q; some verifiers compare it case-sensitively (RFC 6376 section 3.2).", s.Value),
			fmt.Sprintf("write k=%s", t))
		return
	}
	if near := taglist.Nearest(s.Value, []string{string(RSA), string(Ed25519)}); len(near) == 1 {
		fix = fmt.Sprintf("write k=%s", near[0])
	}
	c.error("K10", s.ValueColumn, "Unknown DKIM key type",
		fmt.Sprintf("k has the value %q; verifiers ignore the record (RFC 6376 section 3.6.1).", s.Value), fix)
}

// hashes checks K07.
func (c *checker) hashes(s taglist.Segment) {
	list := words(s.Value)
	switch {
	case !slices.Contains(list, "sha256"):
		c.error("K07", s.ValueColumn, "DKIM key that excludes sha256",
			fmt.Sprintf("h has the value %q; every signature that verifiers accept uses sha256 (RFC 8301 section 3.1).", s.Value),
			"write h=sha256, or delete h")
	case slices.Contains(list, "sha1"):
		c.warn("K07", s.ValueColumn, "DKIM key that allows sha1",
			"verifiers no longer accept sha1 (RFC 8301 section 3.1).", "write h=sha256, or delete h")
	}
}

// flags checks K09.
func (c *checker) flags(s taglist.Segment) {
	for _, flag := range words(s.Value) {
		switch flag {
		case "s":
		case "y":
			c.warn("K09", s.ValueColumn, "DKIM key in test mode",
				"t=y asks verifiers to treat signed mail as if it were unsigned (RFC 6376 section 3.6.1).", "delete the flag y")
		default:
			c.warn("K09", s.ValueColumn, "Unknown DKIM key flag",
				fmt.Sprintf("%q is neither y nor s; verifiers ignore it (RFC 6376 section 3.6.1).", flag), "delete it")
		}
	}
}

// key checks K04, K05, K06 and M08.
func (c *checker) key() {
	if c.p.Column == 0 {
		c.error("K04", 0, "DKIM key record without a key",
			"there is no p tag (RFC 6376 section 3.6.1).", "write p= and the base64 of the public key; an empty p= revokes it")
		return
	}
	octets, bits, problem := decodeKey(c.record.Type, c.p.Value)
	switch {
	case problem != "":
		c.error("K04", c.p.ValueColumn, "Malformed DKIM public key",
			fmt.Sprintf("p %s (RFC 6376 section 3.6.1, RFC 8463 section 4).", problem),
			"copy the public key again, in full and without its BEGIN and END lines")
	case len(octets) == 0:
		c.warn("K05", c.p.Column, "Revoked DKIM key",
			"p is empty, which withdraws the key: signatures made with it fail (RFC 6376 section 3.6.1).", "publish a key, or delete the record once no mail with its signature is on the way")
	case c.record.Type != RSA:
	case bits < minBits:
		c.error("K06", c.p.ValueColumn, "DKIM key that is too short",
			fmt.Sprintf("the RSA key has %d bits; verifiers refuse less than %d (RFC 8301 section 3.2).", bits, minBits), fmt.Sprintf("make a key of %d bits", goodBits))
	case bits < goodBits:
		c.warn("M08", c.p.ValueColumn, "Short DKIM key",
			fmt.Sprintf("the RSA key has %d bits; signers should use %d (RFC 8301 section 3.2).", bits, goodBits), fmt.Sprintf("make a key of %d bits", goodBits))
	case bits > maxBits:
		c.warn("K06", c.p.ValueColumn, "DKIM key that some verifiers refuse",
			fmt.Sprintf("the RSA key has %d bits; verifiers need not accept more than %d (RFC 8301 section 3.2).", bits, maxBits), fmt.Sprintf("make a key of %d bits", goodBits))
	}
}
