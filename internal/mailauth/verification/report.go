package verification

import (
	"fmt"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
)

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
	case mailauth.ParentNotFound, mailauth.ParentHasOwnKey, mailauth.ParentIsReplica, mailauth.ParentRegionInvalid, mailauth.ParentAccessDenied:
		return reason{means: "it cannot take the DKIM keys over from the region that dkim.parent_region names", fix: "mend what keeps SES from replicating the keys, or remove dkim.parent_region"}
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
