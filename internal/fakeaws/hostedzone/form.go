package hostedzone

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Limits of one batch (Developer Guide, "Quotas", ChangeResourceRecordSets) and of one set.
const (
	maxBatchValues     = 1000
	maxBatchCharacters = 32000
	maxSetValues       = 400
)

// recordTypes are the types that the API model lists.
func recordTypes() []string {
	return []string{"SOA", "A", "TXT", "NS", "CNAME", "MX", "NAPTR", "PTR", "SRV", "SPF", "AAAA", "CAA", "DS", "TLSA", "SSHFP", "SVCB", "HTTPS"}
}

// checkForm refuses, as InvalidInput, what no zone could take: the first fault of the batch.
func checkForm(batch []Change) error {
	if len(batch) == 0 {
		return refuse(CodeInvalidInput, "1 validation error detected: Value '[]' at 'changeBatch.changes' failed to satisfy constraint: "+
			"Member must have length greater than or equal to 1")
	}
	for i, change := range batch {
		if text := change.modelFault(i + 1); text != "" {
			return refuse(CodeInvalidInput, "1 validation error detected: "+text)
		}
		if text := change.shapeFault(); text != "" {
			return refuse(CodeInvalidInput, fmt.Sprintf("Invalid request: %s in Change with [%s]", text, change.describe()))
		}
	}
	return nil
}

// modelFault says which bound of the API model the change at the 1-based position breaks, or "".
func (c Change) modelFault(position int) string {
	fault := func(value any, field, constraint string) string {
		return fmt.Sprintf("Value '%v' at 'changeBatch.changes.%d.member.%s' failed to satisfy constraint: Member must %s",
			value, position, field, constraint)
	}
	set := c.Set
	switch {
	case !slices.Contains([]Action{Create, Upsert, Delete}, c.Action):
		return fault(c.Action, "action", "satisfy enum value set: [CREATE, DELETE, UPSERT]")
	case !slices.Contains(recordTypes(), set.Type):
		return fault(set.Type, "resourceRecordSet.type", "satisfy enum value set: ["+strings.Join(recordTypes(), ", ")+"]")
	case set.TTL < 0:
		return fault(set.TTL, "resourceRecordSet.tTL", "have value greater than or equal to 0")
	case set.TTL > 1<<31-1:
		return fault(set.TTL, "resourceRecordSet.tTL", "have value less than or equal to 2147483647")
	case len(set.Name) > 1024:
		return fault(set.Name, "resourceRecordSet.name", "have length less than or equal to 1024")
	case set.Routing != nil && set.Routing.Weight < 0:
		return fault(set.Routing.Weight, "resourceRecordSet.weight", "have value greater than or equal to 0")
	case set.Routing != nil && set.Routing.Weight > 255:
		return fault(set.Routing.Weight, "resourceRecordSet.weight", "have value less than or equal to 255")
	case len(set.identifier()) > 128:
		return fault(set.identifier(), "resourceRecordSet.setIdentifier", "have length less than or equal to 128")
	}
	return ""
}

// shapeFault says which parts of the set contradict each other, or "".
func (c Change) shapeFault() string {
	const content = "Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords], or TrafficPolicyInstanceId], but found "
	set := c.Set
	switch {
	case set.Alias != nil && (set.TTL != 0 || len(set.Values) > 0):
		return content + "more than one"
	case set.Alias == nil && (c.TTLMissing || len(set.Values) == 0):
		return content + "none"
	case set.Routing != nil && set.Routing.SetIdentifier == "":
		return "Missing field 'SetIdentifier'"
	case set.Routing != nil && set.Routing.Kind == "":
		return "Expected exactly one of [Weight, Region, Failover, GeoLocation, or MultiValueAnswer], but found none"
	}
	return ""
}

func (c Change) describe() string {
	identifier := "null"
	if c.Set.Routing != nil && c.Set.Routing.SetIdentifier != "" {
		identifier = c.Set.Routing.SetIdentifier
	}
	return fmt.Sprintf("Action=%s, Name=%s, Type=%s, SetIdentifier=%s", c.Action, c.Set.Name, c.Set.Type, identifier)
}

// checkSize refuses a batch over the limits; the values of an UPSERT count twice.
func checkSize(batch []Change) error {
	values, characters := 0, 0
	for _, change := range batch {
		weight := 1
		if change.Action == Upsert {
			weight = 2
		}
		values += weight * len(change.Set.Values)
		for _, value := range change.Set.Values {
			characters += weight * utf8.RuneCountInString(value)
		}
	}
	switch {
	case values > maxBatchValues:
		return refuse(CodeInvalidChangeBatch, fmt.Sprintf("Number of records limit of %d exceeded.", maxBatchValues))
	case characters > maxBatchCharacters:
		return refuse(CodeInvalidChangeBatch, fmt.Sprintf("RDATA character limit of %d exceeded.", maxBatchCharacters))
	}
	return nil
}
