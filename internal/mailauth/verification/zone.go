package verification

import (
	"slices"
	"strconv"
	"strings"

	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// authority is what a zone says of itself.
type authority struct {
	// servers are its name servers, the primary one of its SOA record besides.
	servers []rr.Name
	primary rr.Name
	serial  int64
	// absence is for how many seconds resolvers remember that a name or type
	// does not exist.
	absence int64
}

// authority reads the zone's own NS and SOA records; false where they are not
// there to be read.
func (z Zone) authority() (authority, bool) {
	set, ok := z.set(rr.Key{Name: z.Name, Type: soa})
	if !ok || len(set.Values) != 1 {
		return authority{}, false
	}
	fields := strings.Fields(set.Values[0].Text)
	if len(fields) != 7 {
		return authority{}, false
	}
	out := authority{primary: host(fields[0])}
	serial, err := strconv.ParseInt(fields[2], 10, 64)
	if err != nil {
		return authority{}, false
	}
	minimum, err := strconv.ParseInt(fields[6], 10, 64)
	if err != nil {
		return authority{}, false
	}
	// The smaller of the two counts (RFC 2308 section 5).
	out.serial, out.absence = serial, min(minimum, set.TTL)
	if servers, ok := z.set(rr.Key{Name: z.Name, Type: ns}); ok {
		out.servers = hosts(servers)
	}
	return out, true
}

// knows reports whether a name server is one of the zone's.
func (a authority) knows(server rr.Name) bool {
	return server == a.primary || slices.Contains(a.servers, server)
}

// names lists the name servers, as a registrar wants them.
func (a authority) names() string {
	if len(a.servers) == 0 {
		return string(a.primary)
	}
	return list(a.servers)
}

func host(text string) rr.Name { return rr.Name(rr.Canonical(rr.CNAME, text)) }

func hosts(set rr.Set) []rr.Name {
	out := make([]rr.Name, len(set.Values))
	for i, v := range set.Values {
		out[i] = host(v.Text)
	}
	return out
}

func list(names []rr.Name) string {
	words := make([]string, len(names))
	for i, n := range names {
		words[i] = string(n)
	}
	return strings.Join(words, ", ")
}

// cut is a name within a zone that the zone hands on to other name servers
// (RFC 1034 section 4.2).
type cut struct {
	at      rr.Name
	servers []rr.Name
}

// cuts returns those that hide any of the records that SES looks for.
func (c Case) cuts() []cut {
	var out []cut
	for _, r := range c.sought() {
		for _, name := range between(c.Zone.Name, r.Name) {
			set, ok := c.Zone.set(rr.Key{Name: name, Type: ns})
			if !ok {
				continue
			}
			if !slices.ContainsFunc(out, func(o cut) bool { return o.at == name }) {
				out = append(out, cut{name, hosts(set)})
			}
			break // what is below it is theirs
		}
	}
	return out
}
