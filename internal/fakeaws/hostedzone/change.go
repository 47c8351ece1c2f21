package hostedzone

import (
	"net/http"
	"time"
)

// Action is what a change does to a set.
type Action string

// The actions of ChangeResourceRecordSets.
const (
	Create Action = "CREATE"
	Upsert Action = "UPSERT"
	Delete Action = "DELETE"
)

// Change is one element of a batch.
type Change struct {
	Action     Action
	Set        Set  // Name may be in any form that Route 53 reads
	TTLMissing bool // the request has no TTL, which TTL 0 does not tell
}

// Status is how far a change has come.
type Status string

// The states of a change.
const (
	Pending Status = "PENDING"
	Insync  Status = "INSYNC"
)

// ChangeInfo is the receipt of an accepted batch.
type ChangeInfo struct {
	ID          string // bare, such as "C0123456789ABCDEFGHIJ"
	Status      Status
	SubmittedAt time.Time
	Comment     string
}

type changeState struct {
	info     ChangeInfo
	insyncAt time.Time
}

// Change applies a batch to a zone, all or nothing. The error is an *Error.
func (s *Store) Change(zoneID string, batch []Change) (ChangeInfo, error) {
	return s.Submit(zoneID, "", batch)
}

// Submit is Change with the batch's comment, which GetChange repeats.
func (s *Store) Submit(zoneID, comment string, batch []Change) (ChangeInfo, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	z, ok := s.zones[zoneID]
	if !ok {
		return ChangeInfo{}, noSuchZone(zoneID)
	}
	now := s.now()
	if now.Before(z.busyUntil) {
		return ChangeInfo{}, refuse(CodePriorRequestNotComplete,
			"The request was rejected because Route 53 was still processing a prior request.")
	}
	z.looseHosts = s.looseHosts
	after, err := z.apply(batch)
	if err != nil {
		return ChangeInfo{}, err
	}
	z.records = after
	z.busyUntil = now.Add(s.processing)
	return s.acceptLocked(comment, now), nil
}

func (s *Store) acceptLocked(comment string, now time.Time) ChangeInfo {
	info := ChangeInfo{ID: s.newIDLocked("C"), Status: Pending, SubmittedAt: now, Comment: comment}
	s.changes[info.ID] = changeState{info: info, insyncAt: now.Add(s.insync)}
	return info
}

// GetChange returns how far a change has come. The error is an *Error with NoSuchChange.
func (s *Store) GetChange(id string) (ChangeInfo, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change, ok := s.changes[id]
	if !ok {
		return ChangeInfo{}, &Error{
			Code:       CodeNoSuchChange,
			Messages:   []string{"A change with the specified change ID does not exist: " + id},
			HTTPStatus: http.StatusNotFound,
		}
	}
	info := change.info
	if !s.now().Before(change.insyncAt) {
		info.Status = Insync
	}
	return info, nil
}
