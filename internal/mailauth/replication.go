package mailauth

import (
	"fmt"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/advice"
)

// Why SES cannot give a replica the keys of its parent, in its own words (SES
// API v2, VerificationInfo, ErrorType).
const (
	ParentNotFound      = "REPLICATION_PRIMARY_NOT_FOUND"
	ParentHasOwnKey     = "REPLICATION_PRIMARY_BYO_DKIM_NOT_SUPPORTED"
	ParentIsReplica     = "REPLICATION_REPLICA_AS_PRIMARY_NOT_SUPPORTED"
	ParentRegionInvalid = "REPLICATION_PRIMARY_INVALID_REGION"
	ParentAccessDenied  = "REPLICATION_ACCESS_DENIED"
)

// ReplicationTrouble says in words why SES does not replicate the keys of the
// parent that spec names, by the ErrorType that SES gives; one that is not known
// is shown as it is.
func ReplicationTrouble(errorType string, spec Spec) advice.Finding {
	f := advice.Finding{Rule: "M17", Severity: advice.Error, Path: "dkim.parent_region"}
	domain, parent := spec.Domain, spec.DKIM.ParentRegion
	switch errorType {
	case ParentNotFound:
		f.Summary = "No identity to replicate"
		f.Detail = fmt.Sprintf("SES in %s has no identity %s, whose keys SES in %s is to sign with.", parent, domain, spec.Region)
		f.Fix = fmt.Sprintf("make the identity in %s first: where another resource of this configuration does, write parent_region = mailauth_domain.NAME.region with its name, "+
			"so that Terraform keeps the order; or remove parent_region, so that SES makes keys of its own", parent)
	case ParentHasOwnKey:
		f.Summary = "Parent with a key of its own"
		f.Detail = fmt.Sprintf("The identity %s in %s signs with a key that was brought to SES, and SES replicates only keys that it has made.", domain, parent)
		f.Fix = fmt.Sprintf("let the identity in %s use Easy DKIM, or give the same selector and key here and remove parent_region", parent)
	case ParentIsReplica:
		f.Summary = "Parent that is a replica itself"
		f.Detail = fmt.Sprintf("The identity %s in %s signs with the keys of yet another region, and SES replicates no replica.", domain, parent)
		f.Fix = "set parent_region to the region whose keys that identity signs with"
	case ParentRegionInvalid:
		f.Summary = "Region from which SES replicates nothing"
		f.Detail = fmt.Sprintf("SES in %s takes no keys from %s: it is the same region, or not one with Deterministic Easy DKIM.", spec.Region, parent)
		f.Fix = "set parent_region to another region of SES, or remove it, so that SES makes keys of its own"
	case ParentAccessDenied:
		f.Summary = "Keys that may not be replicated"
		f.Detail = fmt.Sprintf("The credentials may not replicate the keys of %s from %s to %s.", domain, parent, spec.Region)
		f.Fix = fmt.Sprintf("allow the action ses:ReplicateEmailIdentityDkimSigningKey on arn:%s:ses:%s:*:identity/%s to the credentials of the provider, "+
			"where the condition ses:ReplicaRegion, if there is one, has %s", Partition(parent), parent, domain, spec.Region)
	default:
		f.Summary = "Keys that are not replicated"
		f.Detail = fmt.Sprintf("SES in %s does not get the keys of %s from %s.", spec.Region, domain, parent)
		f.Fix = "look up what SES says in the SES API reference, VerificationInfo"
	}
	if errorType != "" {
		f.Detail += " SES calls it " + errorType + "."
	}
	return f
}
