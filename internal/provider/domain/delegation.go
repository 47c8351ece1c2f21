package domain

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/provider/remedy"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// typeNS is the type of a delegation (RFC 1034 section 4.2.1).
const typeNS rr.Type = "NS"

// delegation is a name in the zone of the records, at or above one of them, for
// which other name servers answer. What stands in the zone there is not found.
type delegation struct {
	Name    rr.Name  `json:"name"`
	Servers []string `json:"servers"`
}

// observed are the names at which something of the domain stands, and the
// domain itself, at which it may be delegated out of a zone above.
func (m model) observed(managed reconcile.Managed, identity *reconcile.Identity) []rr.Name {
	names := mailauth.Names(append(managed.Records, m.dkimRecords(identity)...))
	if domain := m.spec().Domain; managed.Zone != nil && managed.Zone.Name != domain {
		names = append(names, domain)
	}
	return names
}

// delegated returns the delegation that hides a record, nil if there is none.
func (m model) delegated(seen reconcile.Observation) *delegation {
	zone := m.zone()
	if zone == nil {
		return nil
	}
	for _, set := range seen.Sets {
		if set.Type != typeNS || set.Name == zone.Name {
			continue
		}
		for _, r := range m.records {
			if r.key().Name.Within(set.Name) {
				return &delegation{Name: set.Name, Servers: set.Texts()}
			}
		}
	}
	return nil
}

// warnOfDelegation tells of records that stand in the zone and that DNS does
// not find. They are as they shall be, so there is no difference to plan.
func (p *planning) warnOfDelegation(m model, diags *diag.Diagnostics) {
	d := p.own.Delegated
	if p.state == nil || d == nil || !m.ManageDNS.ValueBool() || !m.ZoneID.Equal(p.state.ZoneID) || len(p.replacing(m)) > 0 {
		return
	}
	fix := fmt.Sprintf("remove the NS records of %s from that zone; or choose other names:\n%s", d.Name, typed(`mail_from = { domain = "bounces.`+m.Domain.ValueString()+`" }`))
	if m.spec().Domain.Within(d.Name) {
		fix = fmt.Sprintf("name the hosted zone of %s, and the records move there; or remove the NS records from that zone:\n%s", d.Name, typed(`zone_id = "the id of the zone `+string(d.Name)+`"`))
	}
	diags.AddAttributeWarning(pathZoneID, "Records where DNS does not look for them", remedy.Detail(
		fmt.Sprintf("Zone %s (%s) delegates %s to %s. DNS asks those name servers, so it does not find what this resource has in the zone at that name and below.",
			bareZoneID(m.ZoneID.ValueString()), m.ZoneName.ValueString(), d.Name, strings.Join(d.Servers, ", ")), fix))
}
