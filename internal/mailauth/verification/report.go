package verification

import "fmt"

// The values of VerificationInfo.ErrorType that are explained by what stands
// in DNS (SES API Reference, VerificationInfo).
const (
	hostNotFound   = "HOST_NOT_FOUND"
	typeNotFound   = "TYPE_NOT_FOUND"
	invalidValue   = "INVALID_VALUE"
	dnsServerError = "DNS_SERVER_ERROR"
)

// reason is an error of SES in words.
type reason struct {
	// means is a clause.
	means string
	// fix is what to do, where DNS is not at fault.
	fix string
}

// reasonFor explains an error; of one that SES has added since, it says so.
func reasonFor(errorType string) reason {
	switch errorType {
	case hostNotFound:
		return reason{means: "a name that it asked for does not exist in DNS"}
	case typeNotFound:
		return reason{means: "a name that it asked for exists in DNS, but without a record of the type that it looks for"}
	case invalidValue:
		return reason{means: "a record that it asked for has another value than it looks for"}
	case dnsServerError:
		return reason{means: "the name servers of the domain did not answer, or answered with an error"}
	case "SERVICE_ERROR":
		return reason{means: "the check failed within SES", fix: "wait, since the fault is on the side of SES"}
	default:
		return replication(errorType)
	}
}

// replication explains the errors of Deterministic Easy DKIM, by which an
// identity uses the keys of the same domain in another region (SES Developer
// Guide, "Deterministic Easy DKIM").
func replication(errorType string) reason {
	switch errorType {
	case "REPLICATION_ACCESS_DENIED":
		return reason{"it may not take the DKIM keys over from the parent region",
			"allow ses:ReplicateEmailIdentityDkimSigningKey for the identity in both regions"}
	case "REPLICATION_PRIMARY_NOT_FOUND":
		return reason{"the parent region has no identity of this domain, so there are no DKIM keys to take over",
			"create the identity in the parent region first, or correct dkim.parent_region"}
	case "REPLICATION_PRIMARY_BYO_DKIM_NOT_SUPPORTED":
		return reason{"the identity in the parent region signs with a key of its owner, which SES does not replicate",
			"let the identity in the parent region use Easy DKIM, or drop dkim.parent_region"}
	case "REPLICATION_REPLICA_AS_PRIMARY_NOT_SUPPORTED":
		return reason{"the identity in the parent region is a replica itself",
			"set dkim.parent_region to the region whose keys that one replicates"}
	case "REPLICATION_PRIMARY_INVALID_REGION":
		return reason{"the parent region is none that SES can take DKIM keys over from",
			"set dkim.parent_region to another region of SES"}
	default:
		return reason{means: "an error that this version of the provider does not know"}
	}
}

// current returns the error that SES reports, unless it is older than a
// success: SES was seen to report an error of milliseconds before its success
// for good.
func (c Case) current() string {
	if !c.seeksKeys() || c.Report.stale() {
		return ""
	}
	return c.Report.ErrorType
}

func (r Report) stale() bool { return !r.LastSuccess.IsZero() && !r.LastChecked.After(r.LastSuccess) }

// report is what SES says. It says nothing of MAIL FROM but the status.
func (c Case) report() string {
	r := c.Report
	switch {
	case !c.seeksKeys():
		return "SES does not say why it misses the MX record of a MAIL FROM domain."
	case r.stale():
		out := "SES last found the DKIM records at " + moment(r.LastSuccess)
		if r.ErrorType != "" {
			out += fmt.Sprintf("; %s, which it still reports, is of before and no reason", r.ErrorType)
		}
		return out + "."
	case r.LastChecked.IsZero() && r.ErrorType == "":
		return "SES has not said yet what it finds in DNS."
	case r.ErrorType == "":
		return fmt.Sprintf("SES last looked at %s and gives no reason.", moment(r.LastChecked))
	}
	looked := "its last look"
	if !r.LastChecked.IsZero() {
		looked += " at " + moment(r.LastChecked)
	}
	return fmt.Sprintf("SES says %s of %s: %s.", r.ErrorType, looked, reasonFor(r.ErrorType).means)
}
