package sesapi

import "time"

// Quirks choose between behaviours of SES of which it is not known which one AWS
// has. The zero value is the likelier one of each.
type Quirks struct {
	// SameTokensOnCreate gives an identity that is created again the tokens it
	// had. Otherwise each creation has new ones.
	SameTokensOnCreate bool
	// SameTokensOnKeyLength keeps the tokens when the key length changes.
	SameTokensOnKeyLength bool
	// NewTokensOnRestart changes the tokens when Easy DKIM is set up again with
	// nothing else changed. Otherwise they stay.
	NewTokensOnRestart bool
	// CurrentKeyLengthAtOnce lets CurrentSigningKeyLength follow a change at
	// once. Otherwise it follows when DKIM is SUCCESS again.
	CurrentKeyLengthAtOnce bool
	// OmitSigningHostedZone leaves SigningHostedZone out of all answers, as SES
	// did until December 2025.
	OmitSigningHostedZone bool
	// ClearErrorOnSuccess drops VerificationInfo.ErrorType on success.
	// Otherwise the last error stays, as it was seen to do.
	ClearErrorOnSuccess bool
	// EmptyVerificationInfo shows VerificationInfo as {} before the first
	// check. Otherwise it is absent.
	EmptyVerificationInfo bool
	// KeepNameCase returns the name of a domain as it was typed at creation.
	// Otherwise in lower case. Domains are compared without case in both.
	KeepNameCase bool
	// LateReplicaTokens leaves a replica without tokens until SES first looks
	// at it. Otherwise the answer that creates it has the parent's.
	LateReplicaTokens bool
	// ReplicationLag is how long the keys of a parent take to reach its
	// replicas, which sign with those that they have until then.
	ReplicationLag time.Duration
	// RestartMailFromOnPut sets MAIL FROM to PENDING whenever it is put.
	// Otherwise only with another domain, or when it was FAILED.
	RestartMailFromOnPut bool
	// InvalidNextTokenException is the code for a bad NextToken of List.
	// Otherwise BadRequestException, the only one its model has.
	InvalidNextTokenException bool
	// NotFoundReads is how many GetEmailIdentity calls after a creation answer
	// 404, as eventual consistency would.
	NotFoundReads int
	// MaxIdentities per account and region; 0 is AWS's 10,000.
	MaxIdentities int
	// PageSize of a List that names none; 0 is 1000.
	PageSize int
}

func (q Quirks) maxIdentities() int {
	if q.MaxIdentities > 0 {
		return q.MaxIdentities
	}
	return 10_000 // Developer Guide, "Service quotas", verified identities
}

func (q Quirks) pageSize() int {
	if q.PageSize > 0 {
		return q.PageSize
	}
	return maxPageSize
}
