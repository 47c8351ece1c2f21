package verification

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// The types of a zone's own records (RFC 1035 section 3.3), which nobody here
// publishes.
const (
	ns  rr.Type = "NS"
	soa rr.Type = "SOA"
)

// Names returns the names whose sets explain what becomes of records in a zone:
// that of the zone, those of the records, and all between, where the zone may
// hand a part of it on to other name servers.
func Names(zone rr.Name, records []mailauth.Record) []rr.Name {
	out := map[rr.Name]bool{zone: true}
	for _, r := range records {
		for _, name := range between(zone, r.Name) {
			out[name] = true
		}
	}
	return slices.Sorted(maps.Keys(out))
}

// between returns a name and those above it that are below the zone, the
// highest first.
func between(zone, name rr.Name) []rr.Name {
	var out []rr.Name
	for name.Below(zone) {
		out = append(out, name)
		_, above, _ := strings.Cut(string(name), ".")
		name = rr.Name(above)
	}
	slices.Reverse(out)
	return out
}

// sought are the records that SES looks for and has not found.
func (c Case) sought() []mailauth.Record {
	var out []mailauth.Record
	for _, r := range c.Records {
		switch r.Kind {
		case mailauth.SPF, mailauth.MailFromSPF, mailauth.DMARCPolicy:
		case mailauth.MailFromMX:
			if c.seeksMX() {
				out = append(out, r)
			}
		default:
			if c.seeksKeys() {
				out = append(out, r)
			}
		}
	}
	return out
}

// table lists what SES looks for, and what stands there.
func (c Case) table() string {
	sought := c.sought()
	if len(sought) == 0 {
		return ""
	}
	out := "SES looks for these records, which this resource does not publish:"
	switch {
	case c.Zone != nil && c.Zone.Unread:
		out = fmt.Sprintf("SES looks for these records; what stands in %s could not be read:", c.Zone)
	case c.Zone != nil:
		out = fmt.Sprintf("SES looks for these records, here with what stands in %s:", c.Zone)
	}
	for _, r := range sought {
		out += fmt.Sprintf("\n- %s %q", r.Key, r.Text)
		if c.Zone != nil && !c.Zone.Unread {
			out += ": " + c.Zone.standing(r)
		}
	}
	return out
}

const published = "published"

// standing says what stands where a record should:
//
//	the set has                   said
//	no value, and no CNAME either missing
//	no value, but a CNAME         where that leads
//	one value, equal              published
//	one value, another            the value
//	several values                them
func (z Zone) standing(r mailauth.Record) string {
	set, exists := z.set(r.Key)
	if set.Routing != "" {
		return "a set with routing stands there (" + set.Routing + ")"
	}
	var values []string
	for _, text := range set.Texts() {
		if r.Kind.Owns(text) {
			values = append(values, text)
		}
	}
	switch {
	case len(values) > 1 && r.Type == rr.MX:
		return fmt.Sprintf("%s stand there, and SES accepts no other MX beside its own", quotedList(values))
	case len(values) > 1:
		return quotedList(values) + " stand there"
	case len(values) == 1 && r.Kind.Equal(values[0], r.Text):
		return published
	case len(values) == 1:
		return fmt.Sprintf("%q stands there", values[0])
	}
	if cname, found := z.set(rr.Key{Name: r.Name, Type: rr.CNAME}); found && !exists {
		return fmt.Sprintf("a CNAME to %s stands there", quotedList(cname.Texts()))
	}
	return "missing"
}

func quotedList(values []string) string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = fmt.Sprintf("%q", v)
	}
	return strings.Join(out, " and ")
}

func (z Zone) set(key rr.Key) (rr.Set, bool) {
	i := slices.IndexFunc(z.Sets, func(s rr.Set) bool { return s.Key == key })
	if i < 0 {
		return rr.Set{}, false
	}
	return z.Sets[i], true
}
