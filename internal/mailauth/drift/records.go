package drift

import (
	"fmt"
	"strings"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
)

// lateOrSoon is what another TTL does.
const lateOrSoon = "changes of it reach receivers sooner or later than expected"

// records compares what is published.
func (c *comparison) records() {
	if c.found.Records == nil {
		return
	}
	for _, want := range mailauth.Records(c.spec, c.facts) {
		found, ok := c.found.Records[want.Kind]
		if ok {
			c.record(want, found)
		}
	}
	c.unknownKey()
}

// record compares one role:
//
//	found                     said
//	nothing                   missing
//	a CNAME in its place      missing, and what receivers find instead
//	one value, equal          nothing; the TTL where it differs, and why if others left it
//	one value, another        changed
//	several values            doubled
func (c *comparison) record(want mailauth.Record, found Record) {
	path := fmt.Sprintf("records[%q]", want.Kind)
	switch values := found.Values; {
	case len(values) == 0 && found.Alias != "":
		c.add(path, fmt.Sprintf("%s is missing; a CNAME to %s stands there", want.Key, found.Alias),
			"whoever asks follows the CNAME, and takes what stands at its end for this record")
	case len(values) == 0:
		c.add(path, want.Key.String()+" is missing", c.missing(want))
	case len(values) > 1:
		c.add(path, fmt.Sprintf("%s has %d values of this kind: %s", found.Key, len(values), quotedList(values)), c.doubled(want, values))
	case found.Key != want.Key || !want.Kind.Equal(values[0], want.Text):
		c.add(path, fmt.Sprintf("%s is %q instead of %q", found.Key, values[0], want.Text), c.changed(want, values[0]))
	case found.TTL != want.TTL && found.Deserted:
		c.add(path, fmt.Sprintf("%s has a TTL of %d s, that of others, whose values are gone; the set is now wholly this resource's, so its TTL is to be %d", found.Key, found.TTL, want.TTL), lateOrSoon)
	case found.TTL != want.TTL && !want.Borrowed:
		c.add(path, fmt.Sprintf("%s has a TTL of %d s instead of %d", found.Key, found.TTL, want.TTL), lateOrSoon)
	}
}

func quotedList(values []string) string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = fmt.Sprintf("%q", v)
	}
	return strings.Join(out, ", ")
}

func (c *comparison) missing(want mailauth.Record) string {
	switch want.Kind {
	case mailauth.DKIM1, mailauth.DKIM2, mailauth.DKIM3, mailauth.DKIMKey:
		return "receivers do not find the key of mail signed with it, so its signature fails; after five days SES stops signing"
	case mailauth.MailFromMX:
		return c.withoutMX()
	case mailauth.MailFromSPF:
		return "SPF has no result for the envelope sender; " + c.judged(func(s *mailauth.Spec) { s.MailFrom.Enabled = false })
	case mailauth.SPF:
		return "SPF has no result for mail that is sent with " + c.from() + " in the envelope"
	default:
		return "receivers have no policy, and forged mail from " + c.from() + " is delivered like any other"
	}
}

func (c *comparison) doubled(want mailauth.Record, values []string) string {
	switch want.Kind {
	case mailauth.DKIMKey:
		return "what receivers do with two keys under one selector is undefined (RFC 6376 section 3.6.2.2), so signatures fail with some of them"
	case mailauth.MailFromMX:
		return "SES accepts only its own MX there (SES Developer Guide, MAIL FROM): " + c.withoutMX()
	case mailauth.MailFromSPF, mailauth.SPF:
		return fmt.Sprintf("receivers treat %d SPF records at one name as an error (permerror, RFC 7208 section 4.5), so SPF passes for nobody", len(values))
	case mailauth.DMARCPolicy:
		return "receivers discard all of them (RFC 9989 section 4.10), as if there were no policy"
	default:
		return "receivers follow any of them"
	}
}

func (c *comparison) changed(want mailauth.Record, value string) string {
	switch want.Kind {
	case mailauth.MailFromMX:
		return "SES does not find its own MX: " + c.withoutMX()
	case mailauth.MailFromSPF, mailauth.SPF:
		return c.changedSPF(want, value)
	case mailauth.DMARCPolicy:
		return c.changedPolicy(want.Text, value)
	default:
		return "receivers do not find the key of mail signed with it, so its signature fails; after five days SES stops signing"
	}
}
