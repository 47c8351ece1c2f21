// Package drift compares what was applied to a domain with what is found of
// it, and says of each difference what it does to the domain's mail. It asks
// nobody and repairs nothing.
package drift

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// Found is what the live world has of a domain.
type Found struct {
	// Identity is false where SES has no identity of the domain; nothing else
	// that SES would say is looked at then.
	Identity bool
	DKIM     DKIM
	MailFrom MailFrom
	// Verification is SES's VerificationStatus.
	Verification       string
	FeedbackForwarding bool
	ConfigurationSet   string
	Tags               map[string]string
	// Records are the records by role; nil where DNS is managed elsewhere.
	Records map[mailauth.Kind]Record
}

// DKIM is what SES says of the signature.
type DKIM struct {
	SigningEnabled            bool
	KeyLength, Origin, Status string
	Tokens                    []string
}

// MailFrom is what SES says of the envelope sender. Domain is empty where none
// is set.
type MailFrom struct {
	Domain           rr.Name
	Behavior, Status string
}

// Record is what stands in the slot of a role.
type Record struct {
	rr.Key
	TTL    int64
	Values []string
	// Deserted is whether others had values in the set when the domain was
	// applied, so that it kept their TTL, and have none now.
	Deserted bool
	// Alias is where the CNAME leads that stands in the place of the record, so
	// that there is none; empty for no CNAME.
	Alias string
}

// Difference is one thing that is not as it was applied.
type Difference struct {
	// Path is the attribute that shows it: "dkim.signing_enabled",
	// "records[\"dmarc\"]".
	Path string
	// What was found, as a sentence without a full stop.
	What string
	// Effect is what it does to mail, as a sentence without a full stop.
	Effect string
}

// Find returns the differences between what was applied, with what SES had
// decided then, and what is found.
func Find(applied mailauth.Spec, facts mailauth.Facts, found Found) []Difference {
	c := comparison{spec: applied, facts: currentFacts(applied, facts, found), found: found}
	if !found.Identity {
		c.add("arn", "SES has no identity "+string(applied.Domain)+" any more",
			"SES refuses to send mail from "+string(applied.Domain)+", and apply has to make new DKIM keys")
	} else {
		c.signature()
		c.envelope()
		c.verification()
		c.settings()
	}
	c.records()
	return c.out
}

// comparison collects differences.
type comparison struct {
	spec  mailauth.Spec
	facts mailauth.Facts
	found Found
	out   []Difference
}

func (c *comparison) add(path, what, effect string) {
	c.out = append(c.out, Difference{Path: path, What: what, Effect: effect})
}

// settings are those that do not touch authentication.
func (c *comparison) settings() {
	if c.found.FeedbackForwarding != c.spec.FeedbackForwarding {
		what, effect := "forwarding of feedback is on", "bounces and complaints are forwarded by mail"
		if c.spec.FeedbackForwarding {
			what, effect = "forwarding of feedback is off", "bounces and complaints are not forwarded by mail, so nobody may see them"
		}
		c.add("feedback_forwarding_enabled", what, effect)
	}
	if c.found.ConfigurationSet != c.spec.ConfigurationSet {
		c.add("configuration_set_name", "the default configuration set is "+named(c.found.ConfigurationSet),
			"mail that names no set is sent, and its events are reported, by other rules")
	}
	if !maps.Equal(c.found.Tags, c.spec.Tags) {
		c.add("tags_all", "tags have changed: "+strings.Join(tagChanges(c.spec.Tags, c.found.Tags), ", "), "none on mail")
	}
}

func tagChanges(applied, found map[string]string) []string {
	var out []string
	for _, key := range slices.Sorted(maps.Keys(applied)) {
		if value, ok := found[key]; !ok {
			out = append(out, key+" is gone")
		} else if value != applied[key] {
			out = append(out, fmt.Sprintf("%s is %q", key, value))
		}
	}
	for _, key := range slices.Sorted(maps.Keys(found)) {
		if _, ok := applied[key]; !ok {
			out = append(out, key+" is new")
		}
	}
	return out
}

func named(name string) string {
	if name == "" {
		return "none"
	}
	return fmt.Sprintf("%q", name)
}
