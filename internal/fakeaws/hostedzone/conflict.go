package hostedzone

import (
	"fmt"
	"strings"
)

// conflict says, in the words of Route 53, why the records of the zone leave no room for a set, or "". The set's own
// predecessor, which an UPSERT replaces, is never in the way.
func (z *zoneState) conflict(r records, set Set) string {
	zone := z.zone.Name
	switch {
	case !within(set.Name, zone):
		return fmt.Sprintf("RRSet with DNS name %s is not permitted in zone %s", set.Name, zone)
	case set.Type == "CNAME" && set.Name == zone:
		return fmt.Sprintf("RRSet of type CNAME with DNS name %s is not permitted at apex in zone %s", set.Name, zone)
	case set.Type == "SOA" && set.Name != zone:
		return fmt.Sprintf("RRSet of type SOA with DNS name %s is not permitted in zone %s", set.Name, zone)
	}
	if text := cnameConflict(r, set, zone); text != "" {
		return text
	}
	if text := routingConflict(r, set); text != "" {
		return text
	}
	return z.aliasConflict(r, set)
}

// cnameConflict enforces that a CNAME is alone at its name (RFC 1034 section 3.6.2).
func cnameConflict(r records, set Set, zone string) string {
	for _, other := range r.named(set.Name) {
		switch {
		case other.set.Type == set.Type:
		case set.Type == "CNAME":
			return fmt.Sprintf("RRSet of type CNAME with DNS name %s is not permitted as it conflicts with other records "+
				"with the same DNS name in zone %s", set.Name, zone)
		case other.set.Type == "CNAME":
			return fmt.Sprintf("RRSet of type %s with DNS name %s is not permitted because a conflicting RRSet of type CNAME "+
				"with the same DNS name already exists in zone %s", set.Type, set.Name, zone)
		}
	}
	return ""
}

// routingConflict enforces that the sets of a name and a type share one routing policy.
func routingConflict(r records, set Set) string {
	for _, other := range r.typed(set.Name, set.Type) {
		switch {
		case other.set.key() == set.key():
		case set.Routing == nil:
			return fmt.Sprintf("RRSet with DNS name %s, type %s cannot be created as other RRSets exist with the same name and type.",
				set.Name, set.Type)
		case other.set.Routing != nil && other.set.Routing.Kind == set.Routing.Kind:
		case set.Routing.Kind == MultiValue:
			return fmt.Sprintf("RRSet with DNS name %s, type %s, SetIdentifier %s cannot be created because a non multivalue answer "+
				"rrset exists with the same name and type.", set.Name, set.Type, set.Routing.SetIdentifier)
		default:
			return fmt.Sprintf("RRSet with DNS name %s, type %s, SetIdentifier %s cannot be created as a non-%s set exists "+
				"with the same name and type.", set.Name, set.Type, set.Routing.SetIdentifier, set.Routing.Kind)
		}
	}
	return ""
}

// aliasConflict checks the target of an alias into the same zone; other targets belong to services that the fake
// does not have.
func (z *zoneState) aliasConflict(r records, set Set) string {
	if set.Alias == nil || set.Alias.HostedZoneID != z.zone.ID {
		return ""
	}
	target := fmt.Sprintf("Tried to create an alias that targets %s, type %s in zone %s, but ", set.Alias.DNSName, set.Type, z.zone.ID)
	switch {
	case !within(set.Alias.DNSName, z.zone.Name):
		return target + "the alias target name does not lie within the target zone"
	case len(r.typed(set.Alias.DNSName, set.Type)) == 0:
		return target + "that target was not found"
	}
	return ""
}

// apexRefusals says which sets that every zone needs a finished batch has taken away.
func (z *zoneState) apexRefusals(r records) []string {
	var messages []string
	if soa := r.typed(z.zone.Name, "SOA"); len(soa) != 1 || len(soa[0].set.Values) != 1 {
		messages = append(messages, "A HostedZone must contain exactly one SOA record.")
	}
	if len(r.typed(z.zone.Name, "NS")) == 0 {
		messages = append(messages, "A HostedZone must contain at least one NS record for the zone itself.")
	}
	return messages
}

// invalidRecord wraps a fault of a value in the words that Route 53 puts around it.
func invalidRecord(problem, value string) string {
	return fmt.Sprintf("Invalid Resource Record: 'FATAL problem: %s encountered with '%s''", problem, value)
}

// checkValues refuses values that are not of their type. Those of a DELETE need only match what is stored.
func checkValues(batch []Change) error {
	var messages []string
	for _, change := range batch {
		if change.Action != Delete {
			messages = append(messages, change.Set.valueFaults()...)
		}
	}
	if len(messages) > 0 {
		return refuse(CodeInvalidChangeBatch, messages...)
	}
	return nil
}

func (s Set) valueFaults() []string {
	var messages []string
	if len(s.Values) > maxSetValues {
		messages = append(messages, fmt.Sprintf("Cannot have more than %d records in a RRSet.", maxSetValues))
	}
	if s.Type == "CNAME" && len(s.Values) > 1 {
		// Documented as refused, in words that are not known.
		messages = append(messages, invalidRecord("CNAMERRDATANotSingleValue (A CNAME has one value)", strings.Join(s.Values, ", ")))
	}
	seen := map[string]bool{}
	for _, value := range s.Values {
		if seen[value] {
			messages = append(messages, fmt.Sprintf("Duplicate Resource Record: '%s'", value))
		}
		seen[value] = true
		if problem := valueProblem(s.Type, value); problem != "" {
			messages = append(messages, invalidRecord(problem, value))
		}
	}
	return messages
}
