package sesapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"time"
)

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
	// Unknown is how changes and tags of an unknown identity are refused.
	Unknown Unknown
	// PendingOnCreate answers a creation with DKIM PENDING. Otherwise
	// NOT_STARTED, and PENDING from the first look on.
	PendingOnCreate bool
	// NotStartedReads is how many GetEmailIdentity calls after a creation still
	// report NOT_STARTED, of the domain and of its DKIM.
	NotStartedReads int
	// VerifiedLater lets the domain be verified one look after its DKIM.
	// Otherwise both in one.
	VerifiedLater bool
	// OmitFalse leaves what is false out of all answers, as SDKs do in requests.
	OmitFalse bool
	// OtherTexts says of every refusal nothing but that it is one: most of SES's
	// texts are known from hearsay, some not at all.
	OtherTexts bool
	// ListRoute is the only route of ListEmailIdentities. Otherwise there are
	// both.
	ListRoute Route
	// ConflictOnParent refuses to delete the parent of a replica with
	// ConflictException. Otherwise with BadRequestException.
	ConflictOnParent bool
	// NotFoundReads is how many GetEmailIdentity calls after a creation answer
	// 404, as eventual consistency would.
	NotFoundReads int
	// MaxIdentities per account and region; 0 is AWS's 10,000.
	MaxIdentities int
	// PageSize of a List that names none; 0 is 1000.
	PageSize int
}

// Unknown is a way to refuse what concerns an unknown identity.
type Unknown string

// The ways to refuse it.
const (
	// UnknownByOperation is a 404 of some operations and a 400 of others, as it
	// was seen.
	UnknownByOperation Unknown = ""
	// UnknownNotFound is a 404 of all, as the API model has it.
	UnknownNotFound Unknown = "NotFoundException"
	// UnknownBadRequest is a 400 of all but GetEmailIdentity and
	// DeleteEmailIdentity.
	UnknownBadRequest Unknown = "BadRequestException"
)

// Route is the method by which ListEmailIdentities is called.
type Route string

// The routes of SDKs until September 2026, and since.
const (
	ListByGet  Route = "GET"
	ListByPost Route = "POST"
)

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

// unknown is the refusal of a change of an unknown identity: as it was seen, or
// with the code of the quirk.
func (s *Service) unknown(seen error) error {
	var refusal *apiError
	if code := s.opts.Quirks.Unknown; code != UnknownByOperation && errors.As(seen, &refusal) {
		return &apiError{string(code), refusal.message}
	}
	return seen
}

// withoutFalse is an answer without the members that are false.
func withoutFalse(answer any) any {
	text, err := json.Marshal(answer)
	if err != nil {
		panic(fmt.Sprintf("encode an answer: %v", err))
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var out any
	if err := decoder.Decode(&out); err != nil {
		panic(fmt.Sprintf("decode an answer: %v", err))
	}
	dropFalse(out)
	return out
}

func dropFalse(from any) {
	switch v := from.(type) {
	case map[string]any:
		maps.DeleteFunc(v, func(_ string, member any) bool { return member == false })
		for _, member := range v {
			dropFalse(member)
		}
	case []any:
		for _, member := range v {
			dropFalse(member)
		}
	}
}
