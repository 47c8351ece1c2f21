package verification

import (
	"fmt"
	"slices"
	"strings"
)

// cause is one thing that keeps SES from the records.
type cause struct {
	// found is a paragraph, empty where the table says it all.
	found string
	// fix is what to do about it, empty where time or an apply does it.
	fix string
	// publishes says that an apply mends it, since it publishes the records.
	publishes bool
}

// causes are found by what stands where, most certain first:
//
//	the zone hands a name on            nobody sees what stands at or below it
//	SES's name server is not the zone's nobody sees the zone
//	the same name server, another       SES sees another zone of that name
//	serial
//	a record is missing, or another     SES cannot find it
//	none of these                       what SES says, which time cures or
//	                                    which is not about this zone
func (c Case) causes() []cause {
	var out []cause
	if c.Zone == nil {
		out = append(out, c.elsewhere()...)
	} else {
		out = append(out, c.handedOn()...)
		out = append(out, c.delegation()...)
		out = append(out, c.wrong()...)
	}
	said := reasonFor(c.current())
	if c.current() != "" && said.fix != "" {
		out = append(out, cause{fix: said.fix})
	}
	if len(out) == 0 && c.Zone != nil && !c.Zone.Unread {
		out = append(out, c.unseen()...)
	}
	return out
}

// elsewhere is for records that this resource does not publish.
func (c Case) elsewhere() []cause {
	if len(c.sought()) == 0 {
		return nil
	}
	fix := "publish these records (attribute `records` has them) where the DNS of " + string(c.Domain) + " is"
	if c.Report.NameServer == "" {
		return []cause{{fix: fix}}
	}
	return []cause{{
		found: fmt.Sprintf("SES resolves %s through %s, so that is where they have to be.", c.Domain, c.Report.NameServer),
		fix:   fix,
	}}
}

// handedOn is for parts of the zone that it hands on to other name servers.
func (c Case) handedOn() []cause {
	var out []cause
	for _, cut := range c.cuts() {
		out = append(out, cause{
			found: fmt.Sprintf("The NS record of %s in %s hands that name, and all below it, on to %s. What stands there in this zone is seen by nobody.",
				cut.at, c.Zone, list(cut.servers)),
			fix: c.reclaim(cut),
		})
	}
	return out
}

// reclaim says how records get to where a cut leads, or it away. Only a zone that
// holds the domain can be that of the resource.
func (c Case) reclaim(cut cut) string {
	remove := fmt.Sprintf("remove the NS record of %s from the zone, ", cut.at)
	if c.Domain.Within(cut.at) {
		return remove + "or set zone_id to the hosted zone that it leads to"
	}
	return remove + "or publish these records as well where it leads to"
}

// delegation compares the name server through which SES sees the domain with
// those of the zone.
func (c Case) delegation() []cause {
	r := c.Report
	if r.NameServer == "" || c.handsOnDomain() {
		return nil
	}
	zone, ok := c.Zone.authority()
	switch {
	case !ok:
		return []cause{{
			found: fmt.Sprintf("SES resolves %s through %s; what the name servers of %s are could not be read.", c.Domain, r.NameServer, c.Zone),
			fix:   fmt.Sprintf("compare `dig +short NS %s` with the name servers of the zone", c.Zone.Name),
		}}
	case !zone.knows(r.NameServer):
		return []cause{{
			found: fmt.Sprintf("SES resolves %s through %s, not through %s, whose name servers are %s. What stands in the zone is seen by nobody.",
				c.Domain, r.NameServer, c.Zone, zone.names()),
			fix: c.redelegate(zone),
		}}
	case r.NameServer == zone.primary && r.Serial != 0 && r.Serial != zone.serial:
		return []cause{{
			found: fmt.Sprintf("SES resolves %s through %s, which is a name server of %s; but the SOA record that it found there has the serial %d, and that of the zone has %d. So SES sees another zone of that name, or an old copy.",
				c.Domain, r.NameServer, c.Zone, r.Serial, zone.serial),
			fix: fmt.Sprintf("set zone_id to the zone whose SOA record `dig +short SOA %s` shows", c.Zone.Name),
		}}
	}
	return nil
}

func (c Case) handsOnDomain() bool {
	return slices.ContainsFunc(c.cuts(), func(cut cut) bool { return c.Domain.Within(cut.at) })
}

// redelegate says the three ways to bring domain and zone together.
func (c Case) redelegate(zone authority) string {
	ways := []string{fmt.Sprintf("delegate %s to %s, at its registrar or in the zone above it", c.Zone.Name, zone.names())}
	ways = append(ways, fmt.Sprintf("or set zone_id to the hosted zone that %s serves", c.Report.NameServer))
	return strings.Join(append(ways, "or, where that is no zone of Route 53, write manage_dns = false and publish `records` there"), ", ")
}

// wrong is for records that do not stand as they should.
func (c Case) wrong() []cause {
	if c.Zone.Unread {
		return nil
	}
	for _, r := range c.sought() {
		if c.Zone.standing(r) != published {
			return []cause{{publishes: true}}
		}
	}
	return nil
}

// unseen is for records that all stand as they should, in a zone that is the
// one SES sees, as far as can be told.
func (c Case) unseen() []cause {
	if len(c.sought()) == 0 {
		return nil
	}
	zone, _ := c.Zone.authority()
	switch c.current() {
	case invalidValue:
		return []cause{{found: "So it is an earlier value that SES has seen: resolvers remember it for as long as its TTL was."}}
	case dnsServerError:
		return []cause{c.unanswered(zone)}
	}
	switch {
	case c.phase() == ended:
		return []cause{{found: "So nothing is wrong with them now."}}
	case zone.absence == 0 || c.phase() == lost:
		return nil
	}
	return []cause{{found: fmt.Sprintf(
		"So there is nothing to change. Resolvers that asked before the records were there remember their absence for up to %d seconds (SOA record of the zone, RFC 2308), and SES looks ever more rarely.",
		zone.absence)}}
}

// unanswered is for name servers that fail: some of the delegation are not the
// zone's, or the parent zone demands signatures that the zone does not have
// (RFC 4035 section 5).
func (c Case) unanswered(zone authority) cause {
	servers := "those of the zone"
	if len(zone.servers) > 0 {
		servers = zone.names()
	}
	return cause{
		found: "So the fault is on the way to the zone: the domain is delegated to a name server that does not serve it, or it has a DS record while the zone is not signed (DNSSEC).",
		fix: fmt.Sprintf("see that `dig +short NS %s` answers %s and nothing else, and that `dig +short DS %[1]s` answers nothing unless the zone is signed",
			c.Zone.Name, servers),
	}
}

// fix is what to do, and what an apply or SES does after it.
func (c Case) fix(causes []cause) string {
	var steps []string
	publishes := false
	for _, cause := range causes {
		publishes = publishes || cause.publishes
		if cause.fix != "" {
			steps = append(steps, cause.fix)
		}
	}
	apply := c.apply(publishes)
	switch {
	case apply != "" && len(steps) > 0:
		steps = append(steps, "then "+apply)
	case apply != "":
		steps = append(steps, apply)
	case c.phase() == lost && len(steps) == 0:
		steps = append(steps, c.watch(), "SES looks again by itself")
	default:
		steps = append(steps, "SES looks again by itself")
	}
	return strings.Join(steps, "; ") + "."
}

// apply is what an apply does about it, empty where it does nothing.
func (c Case) apply(publishes bool) string {
	var does []string
	if publishes {
		does = append(does, "publishes the records as SES looks for them")
	}
	if c.phase() == ended {
		does = append(does, "makes SES look again")
	}
	if c.phase() == searching && c.Waits {
		does = append(does, "goes on waiting")
	}
	if len(does) == 0 {
		return ""
	}
	return "run `terraform apply`, which " + strings.Join(does, " and ")
}

// watch is what to look at when all is as it should be.
func (c Case) watch() string {
	at := c.Domain
	if c.Zone == nil {
		return fmt.Sprintf("see that the name servers which `dig +short NS %s` lists all answer with these records", at)
	}
	servers := "those of the zone"
	if zone, ok := c.Zone.authority(); ok {
		servers = zone.names()
	}
	return fmt.Sprintf("see that `dig +short NS %s` answers %s and nothing else", c.Zone.Name, servers)
}
