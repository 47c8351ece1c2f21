package dmarc

import (
	"errors"
	"fmt"
	"strings"

	"golang.org/x/net/publicsuffix"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/advice"
	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/taglist"
)

// ErrNotDomain says that a text is not a domain name in ASCII.
var ErrNotDomain = errors.New("dmarc: not a domain name")

// treeWalkLabels is the length of the longest name that a tree walk reaches
// from below: longer names are cut to it (RFC 9989 section 4.10 step 4).
const treeWalkLabels = 7

// OrganizationalDomain returns the domain that was registered below a public
// suffix, folded and without a final dot: example.co.uk for
// mail.example.co.uk. A public suffix is its own. It follows the list of
// publicsuffix.org, as RFC 7489 section 3.2 does; the tree walk of RFC 9989
// gives the same answer unless a psd tag or a missing record on the way says
// otherwise. The error is [ErrNotDomain].
func OrganizationalDomain(domain string) (string, error) {
	if !validHost(domain) {
		return "", fmt.Errorf("%w: %q", ErrNotDomain, domain)
	}
	// The list is compared octet for octet, so the name is folded first.
	name := strings.TrimSuffix(taglist.Fold(domain), ".")
	if suffix, _ := publicsuffix.PublicSuffix(name); suffix == name {
		return name, nil
	}
	organizational, err := publicsuffix.EffectiveTLDPlusOne(name)
	if err != nil {
		return "", fmt.Errorf("%w: %q: %w", ErrNotDomain, domain, err)
	}
	return organizational, nil
}

// Destination is a place outside the Organizational Domain that a record asks
// to receive reports. Receivers send nothing there before it has agreed.
type Destination struct {
	// URI is the address as written.
	URI string
	// Tag is "rua" or "ruf".
	Tag string
	// Host is the domain of the address, folded.
	Host string
	// Name is the owner of the TXT record by which Host agrees.
	Name string
	// Text is the least that record has to say.
	Text string

	column int
}

// ExternalDestinations returns the report addresses of a record published for
// domain whose Organizational Domain is another one, in the order written
// (RFC 9990 section 4). The error is [ErrNotDomain].
func ExternalDestinations(domain, text string) ([]Destination, error) {
	own, err := OrganizationalDomain(domain)
	if err != nil {
		return nil, err
	}
	domain = strings.TrimSuffix(taglist.Fold(domain), ".")
	var out []Destination
	for _, s := range Tags(text) {
		t := tagOf(s.Name)
		if s.Kind != taglist.Pair || t != tagRUA && t != tagRUF {
			continue
		}
		for _, e := range entries(s.Value, s.ValueColumn) {
			u, problem := parseURI(e.text)
			if problem != "" {
				continue
			}
			host := u.host()
			if theirs, err := OrganizationalDomain(host); err != nil || theirs == own {
				continue
			}
			out = append(out, Destination{
				URI: e.text, Tag: taglist.Fold(s.Name), Host: host,
				Name: domain + "._report._dmarc." + host, Text: "v=DMARC1",
				column: e.column,
			})
		}
	}
	return out, nil
}

// CheckPublished returns what the text of a record says against the domain it
// is published for, which is the name without the "_dmarc" label. It adds to
// [Check] and repeats nothing of it. A domain that is none has no findings.
func CheckPublished(domain, text string) []advice.Finding {
	organizational, err := OrganizationalDomain(domain)
	if err != nil {
		return nil
	}
	domain = strings.TrimSuffix(taglist.Fold(domain), ".")
	c := checker{list: Tags(text)}
	c.record, c.policiesValid = readAll(c.list)
	for _, s := range c.list {
		if t := tagOf(s.Name); s.Kind == taglist.Pair && c.first[t].Column == 0 {
			c.first[t] = s
		}
	}
	c.externalReports(domain, text)
	if domain == organizational {
		c.weakerBelow()
	} else {
		c.subdomainPolicy(domain, organizational)
	}
	if labels := strings.Count(domain, ".") + 1; labels > treeWalkLabels {
		c.warn("D24", 0, "DMARC record on a very long name",
			fmt.Sprintf("%s has %d labels; the search from a subdomain begins at %d, so receivers find this record for mail from exactly this name only (RFC 9989 section 4.10).", domain, labels, treeWalkLabels),
			"publish the record on a shorter name as well")
	}
	return c.found
}

// externalReports checks D14.
func (c *checker) externalReports(domain, text string) {
	// The caller has established that domain is one.
	destinations, _ := ExternalDestinations(domain, text)
	told := map[string]bool{}
	for _, d := range destinations {
		if told[d.Host] {
			continue
		}
		told[d.Host] = true
		if !validHost(d.Name) {
			c.warn("D14", d.column, "Report address that cannot agree to reports",
				fmt.Sprintf("%s is outside %s, and the name at which it would have to agree, %s, is longer than DNS allows: receivers send no reports there (RFC 9990 section 4).", d.Host, domain, d.Name),
				"use an address inside the own domain")
			continue
		}
		c.warn("D14", d.column, "Report address outside the own domain",
			fmt.Sprintf("receivers send reports on %s to %s only if that domain agrees in DNS (RFC 9990 section 4). Report services do so for their customers.", domain, d.Host),
			fmt.Sprintf("make sure that %s has the TXT value %q, or use an address inside the own domain", d.Name, d.Text))
	}
}

// weakerBelow checks D18.
func (c *checker) weakerBelow() {
	r := c.record
	if !c.policiesValid || r.Policy == "" {
		return
	}
	upper, name := r.Policy, "p"
	for _, below := range []struct {
		t      tag
		name   string
		policy Policy
		whose  string
	}{
		{tagSP, "sp", r.SubdomainPolicy, "subdomains"},
		{tagNP, "np", r.NonexistentPolicy, "names that do not exist"},
	} {
		if below.policy == "" {
			continue
		}
		if below.policy.rank() < upper.rank() {
			c.warn("D18", c.first[below.t].Column, "Weaker DMARC policy for "+below.whose,
				fmt.Sprintf("%s=%s is weaker than %s=%s: forged mail from %s passes where the domain itself is protected (RFC 9989 section 4.7).", below.name, below.policy, name, upper, below.whose),
				fmt.Sprintf("write %s=%s, or delete %[1]s", below.name, upper))
		}
		upper, name = below.policy, below.name
	}
}

// subdomainPolicy checks D19.
func (c *checker) subdomainPolicy(domain, organizational string) {
	for _, t := range []tag{tagSP, tagNP} {
		if s := c.first[t]; s.Column > 0 {
			c.warn("D19", s.Column, "Subdomain policy on a subdomain",
				fmt.Sprintf("receivers read %s only from the record of the Organizational Domain, which is %s and not %s (RFC 9989 section 4.7 sp).", taglist.Fold(s.Name), organizational, domain),
				fmt.Sprintf("delete it here, and set it in the record of %s", organizational))
		}
	}
}
