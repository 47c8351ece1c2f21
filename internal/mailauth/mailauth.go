// Package mailauth knows which DNS records a domain needs so that mail which
// it sends through Amazon SES is authenticated by DKIM, SPF and DMARC. It is a
// pure function from what the user wrote and what only SES knows to records;
// it reads and writes nothing.
package mailauth

import (
	"maps"
	"slices"

	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// Spec is what the user wants of one domain, defaults filled in.
type Spec struct {
	// Domain is the SES identity.
	Domain rr.Name
	// Region is the SES region that sends ("eu-west-1"); the MAIL FROM MX
	// names it.
	Region string
	// TTL in seconds of every set that holds nobody else's values.
	TTL  int64
	DKIM DKIM
	// RetainedSelectors are those of former keys of the user's own whose records
	// stay for mail that is on its way. They are no part of the bundle.
	RetainedSelectors []string `json:",omitempty"`

	MailFrom MailFrom
	// SPF is the text of the record at the domain itself, empty for none.
	SPF   string
	DMARC DMARC
	// ConfigurationSet is the name of the default configuration set, empty for
	// none.
	ConfigurationSet string
	// FeedbackForwarding sends bounces and complaints to the sender by mail.
	FeedbackForwarding bool
	Tags               map[string]string
}

// DKIM is how the domain signs (RFC 6376).
type DKIM struct {
	SigningEnabled bool
	// KeyLength of the next key pair in SES's spelling, RSA_1024_BIT or
	// RSA_2048_BIT; empty for a replica, whose parent has it, and for the user's
	// own key.
	KeyLength string
	// ParentRegion is where the identity of the same domain is whose keys this
	// one signs with (Deterministic Easy DKIM); empty for keys of its own.
	ParentRegion string `json:",omitempty"`
	// Selector names the user's own key; empty for keys that SES makes.
	Selector string `json:",omitempty"`
	// PublicKey is the text of the key record at Selector, empty where it is not
	// known. The private half is no part of a Spec, which is kept.
	PublicKey string `json:",omitempty"`
}

// OwnKey reports whether SES signs with a key that the user brings.
func (d DKIM) OwnKey() bool { return d.Selector != "" }

// MailFrom is the custom MAIL FROM domain: the domain of the envelope sender
// (RFC 5321 section 4.1.1.2) to which bounces return.
type MailFrom struct {
	Enabled bool
	Domain  rr.Name
	// BehaviorOnMXFailure in SES's spelling, USE_DEFAULT_VALUE or
	// REJECT_MESSAGE.
	BehaviorOnMXFailure string
	// SPF is the text of the SPF record at Domain.
	SPF string
}

// DMARC is the policy record at _dmarc below the domain (RFC 9989).
type DMARC struct {
	Enabled bool
	// Text is the whole record.
	Text string
}

// Facts is what only SES knows of an identity.
type Facts struct {
	// Tokens are the DKIM selectors that SES chose, nil until it has answered.
	Tokens []string
	// SigningHostedZone is the zone in which SES keeps the public keys; where
	// SES leaves it out, DKIMZone(region) stands in.
	SigningHostedZone string
}

// Record is one value that the domain needs in DNS.
type Record struct {
	// Kind is the record's role and its key in the map that users see.
	Kind Kind
	rr.Key
	// TTL in seconds, for a set that holds nobody else's values.
	TTL int64
	// Text is the value in canonical form, see rr.Canonical.
	Text string
	// Borrowed is whether the record belongs to the identity of another region,
	// whose owner alone writes and removes it.
	Borrowed bool
}

// Records returns the records that spec needs, in the order of Kinds(spec).
// Those that need a fact that is not there yet are left out.
func Records(spec Spec, facts Facts) []Record {
	var out []Record
	for _, f := range families {
		if f.wanted(spec) {
			out = append(out, f.records(spec, facts)...)
		}
	}
	for i := range out {
		out[i].TTL = spec.TTL
		out[i].Text = rr.Canonical(out[i].Type, out[i].Text)
	}
	return out
}

// Kinds returns the roles of the records that spec needs. They are known
// before SES has answered, so that users can iterate over them.
func Kinds(spec Spec) []Kind {
	var out []Kind
	for _, f := range families {
		if f.wanted(spec) {
			out = append(out, f.kinds...)
		}
	}
	return out
}

// Names returns the distinct names of records, sorted. A record whose name is
// not known yet has none.
func Names(records []Record) []rr.Name {
	names := make(map[rr.Name]bool, len(records))
	for _, r := range records {
		if r.Name != "" {
			names[r.Name] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// Find returns the record of a kind.
func Find(records []Record, kind Kind) (Record, bool) {
	i := slices.IndexFunc(records, func(r Record) bool { return r.Kind == kind })
	if i < 0 {
		return Record{}, false
	}
	return records[i], true
}
