package drift

import (
	"fmt"
	"slices"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/dmarc"
	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/spf"
)

const sesDomain = "amazonses.com"

// changedSPF says what another SPF record does.
func (c *comparison) changedSPF(want mailauth.Record, value string) string {
	now, err := spf.Parse(value)
	if err != nil {
		return "receivers treat it as an error (permerror), so SPF passes for nobody"
	}
	before, err := spf.Parse(want.Text)
	if err != nil {
		return "receivers follow another record"
	}
	was, is := unlisted(before), unlisted(now)
	switch {
	case is == spf.Pass:
		return "every server may send, so SPF passes for forged mail as well"
	case want.Kind == mailauth.MailFromSPF && !now.Authorizes(sesDomain):
		return "SES is not authorised, so SPF fails; " + c.judged(func(s *mailauth.Spec) { s.MailFrom.Enabled = false })
	case was != is && ending(before, is).Equal(now):
		return fmt.Sprintf("the result for servers that it does not list is %s instead of %s", result(is), result(was))
	case before.Authorizes(sesDomain) && !now.Authorizes(sesDomain):
		return "SES is not authorised any more for mail that is sent with " + c.from() + " in the envelope"
	default:
		return "the servers that may send are others than were applied"
	}
}

// authorizesSES reports whether the values of an SPF slot let SES pass.
func authorizesSES(values []string) bool {
	if len(values) != 1 {
		return false
	}
	r, err := spf.Parse(values[0])
	return err == nil && (r.Authorizes(sesDomain) || unlisted(r) == spf.Pass)
}

// unlisted is the result for a server that no mechanism but all matches.
func unlisted(r spf.Record) spf.Qualifier {
	for _, t := range r.Terms {
		if m, ok := t.(spf.Mechanism); ok && m.Kind == spf.All {
			return m.Qualifier
		}
	}
	return spf.Neutral
}

// ending is a record with another qualifier of all.
func ending(r spf.Record, q spf.Qualifier) spf.Record {
	r.Terms = slices.Clone(r.Terms)
	for i, t := range r.Terms {
		if m, ok := t.(spf.Mechanism); ok && m.Kind == spf.All {
			m.Qualifier = q
			r.Terms[i] = m
		}
	}
	return r
}

// result is the name of a result (RFC 7208 section 2.6).
func result(q spf.Qualifier) string {
	switch q {
	case spf.Pass:
		return "pass"
	case spf.Neutral:
		return "neutral"
	case spf.SoftFail:
		return "softfail"
	default:
		return "fail"
	}
}

// changedPolicy says what another DMARC record does, the worst of it.
func (c *comparison) changedPolicy(want, value string) string {
	before, errBefore := dmarc.Parse(want)
	now, err := dmarc.Parse(value)
	switch {
	case err != nil:
		return "receivers ignore it, as if there were no policy"
	case errBefore != nil:
		return "receivers follow another policy"
	}
	for _, compare := range []func(was, is dmarc.Record) string{changedStrength, softened, c.realigned, redirected} {
		if effect := compare(before, now); effect != "" {
			return effect
		}
	}
	return "receivers judge mail by other settings than were applied"
}

func changedStrength(was, is dmarc.Record) string {
	for _, p := range []struct {
		whose   string
		was, is dmarc.Policy
	}{
		{"", was.Policy, is.Policy},
		{" from subdomains", below(was), below(is)},
		{" from names that do not exist", nowhere(was), nowhere(is)},
	} {
		switch {
		case strength(p.is) < strength(p.was):
			return fmt.Sprintf("forged mail%s is held to the policy %s, which is weaker than %s", p.whose, p.is, p.was)
		case strength(p.is) > strength(p.was):
			return fmt.Sprintf("mail%s that fails is held to the policy %s, which is stricter than %s", p.whose, p.is, p.was)
		}
	}
	return ""
}

func strength(p dmarc.Policy) int {
	return slices.Index([]dmarc.Policy{dmarc.None, dmarc.Quarantine, dmarc.Reject}, p)
}

// below is the policy for subdomains, nowhere that for names that do not exist
// (RFC 9989 section 4.7, sp and np).
func below(r dmarc.Record) dmarc.Policy {
	if r.SubdomainPolicy == "" {
		return r.Policy
	}
	return r.SubdomainPolicy
}

func nowhere(r dmarc.Record) dmarc.Policy {
	if r.NonexistentPolicy == "" {
		return below(r)
	}
	return r.NonexistentPolicy
}

// softened looks for what weakens a policy that has the same name (RFC 9989
// section 4.7 t; pct is of RFC 7489 section 6.3).
func softened(was, is dmarc.Record) string {
	switch {
	case is.Testing && !was.Testing:
		return fmt.Sprintf("receivers that know the tag t treat forged mail more gently than %s", is.Policy)
	case share(is) < share(was):
		return fmt.Sprintf("older receivers hold only %d %% of forged mail to the policy %s", share(is), is.Policy)
	default:
		return ""
	}
}

func share(r dmarc.Record) int {
	if r.Percent == nil {
		return 100
	}
	return *r.Percent
}

// realigned looks for stricter alignment.
func (c *comparison) realigned(was, is dmarc.Record) string {
	spfStrict := is.SPFAlignment == dmarc.Strict && was.SPFAlignment != dmarc.Strict
	dkimStrict := is.DKIMAlignment == dmarc.Strict && was.DKIMAlignment != dmarc.Strict
	switch {
	case spfStrict:
		return "SPF does not align any more, since the MAIL FROM domain is another name; " + c.judged(func(*mailauth.Spec) {})
	case dkimStrict:
		return "the signature does not align any more for mail from subdomains"
	default:
		return ""
	}
}

// redirected looks at who gets aggregate reports.
func redirected(was, is dmarc.Record) string {
	missing := slices.ContainsFunc(was.RUA, func(uri string) bool { return !slices.Contains(is.RUA, uri) })
	switch {
	case len(is.RUA) == 0 && len(was.RUA) > 0:
		return "nobody receives aggregate reports any more"
	case missing:
		return "aggregate reports go elsewhere"
	case len(is.RUA) > len(was.RUA):
		return "somebody else receives aggregate reports as well"
	default:
		return ""
	}
}
