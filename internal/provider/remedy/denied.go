package remedy

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
)

// deniedFix shows the statement that a policy lacks. A zone of another account
// is refused in the same words as one of ours.
func deniedFix(e *reconcile.APIError) string {
	if e.Needs == nil {
		return fmt.Sprintf("allow %s %s to %s, for %s.", e.Service, e.Operation, caller(e), e.Subject)
	}
	actions := "the action " + e.Needs.Actions[0]
	if rest := e.Needs.Actions[1:]; len(rest) > 0 {
		actions = "the actions " + e.Needs.Actions[0] + " and " + strings.Join(rest, " and ")
	}
	fix := fmt.Sprintf("allow %s to %s, with this statement in a policy:\n\n%s\n\n", actions, caller(e), statement(*e.Needs))
	if len(e.Needs.Keys) > 0 {
		fix += "Where the policy has one already, with a Condition, that has to let these through:\n\n" + keys(e.Needs.Keys) + "\n"
	}
	fix += "A Deny in any policy, or in one of the organization, prevails over it."
	if e.Service == "Route 53" && e.Operation != "GetChange" && e.Operation != "ListHostedZones" {
		fix += " If the zone belongs to another account, correct zone_id, or name credentials of that account in the block route53 of the provider."
	}
	return fix
}

// statement is indented, since a CLI breaks only lines that are not.
func statement(p reconcile.Permission) string {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("  ", "  ")
	// Texts can always be encoded.
	_ = encoder.Encode(struct{ Effect, Action, Resource any }{"Allow", single(p.Actions), single(p.Resources)})
	return "  " + strings.TrimSpace(out.String())
}

// single is a list as policies write it: without brackets where it has one
// member.
func single(texts []string) any {
	if len(texts) == 1 {
		return texts[0]
	}
	return texts
}

func keys(of map[string][]string) string {
	var out strings.Builder
	for _, key := range slices.Sorted(maps.Keys(of)) {
		fmt.Fprintf(&out, "  %s:\n    %s\n", key, strings.Join(of[key], "\n    "))
	}
	return out.String()
}

// caller is whose policy it is, as far as AWS's message has the ARN. It is told
// to people, and nothing depends on it.
func caller(e *reconcile.APIError) string {
	_, rest, found := strings.Cut(e.Message, "arn:")
	end := strings.IndexAny(rest, " '`")
	if parts := strings.SplitN(rest[:max(end, 0)], ":", 5); found && len(parts) == 5 {
		account := " of account " + parts[3]
		name := strings.Split(parts[4], "/")
		switch last := name[len(name)-1]; {
		case name[0] == "assumed-role" && len(name) > 1:
			return "the role " + name[1] + account
		case name[0] == "user" && len(name) > 1:
			return "the user " + last + account
		case parts[4] == "root":
			return "the caller" + account
		}
	}
	return "the credentials of the provider"
}
