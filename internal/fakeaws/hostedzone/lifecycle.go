package hostedzone

import "net/http"

// Codes of the errors about whole zones.
const (
	CodeHostedZoneAlreadyExists = "HostedZoneAlreadyExists"
	CodeHostedZoneNotEmpty      = "HostedZoneNotEmpty"
)

// OpenZone makes a zone by the rules of CreateHostedZone from the Account, Name, Private, Comment, CallerReference
// and VPC of the argument. The error is an *Error.
func (s *Store) OpenZone(zone Zone) (Zone, ChangeInfo, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if name, err := CanonicalName(zone.Name); err != nil || name == "." {
		return Zone{}, ChangeInfo{}, refuse(CodeInvalidDomainName, zone.Name+" is not a valid domain name")
	}
	if zone.CallerReference == "" {
		return Zone{}, ChangeInfo{}, refuse(CodeInvalidInput, "1 validation error detected: Value '' at 'callerReference' failed to "+
			"satisfy constraint: Member must have length greater than or equal to 1")
	}
	for _, other := range s.zones {
		if other.zone.Account == zone.Account && other.zone.CallerReference == zone.CallerReference {
			return Zone{}, ChangeInfo{}, &Error{
				Code:       CodeHostedZoneAlreadyExists,
				Messages:   []string{"A hosted zone has already been created with the specified caller reference."},
				HTTPStatus: http.StatusConflict,
			}
		}
	}
	return s.createZoneLocked(zone), s.acceptLocked("", s.now()), nil
}

// CloseZone takes a zone away by the rules of DeleteHostedZone: it may hold nothing but its own SOA and NS. The error
// is an *Error.
func (s *Store) CloseZone(id string) (ChangeInfo, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	z, ok := s.zones[id]
	if !ok {
		return ChangeInfo{}, noSuchZone(id)
	}
	for _, e := range z.records {
		if e.set.Name != z.zone.Name || e.set.Type != "SOA" && e.set.Type != "NS" {
			return ChangeInfo{}, refuse(CodeHostedZoneNotEmpty,
				"The specified hosted zone contains non-required resource record sets and so cannot be deleted.")
		}
	}
	s.deleteZoneLocked(id)
	return s.acceptLocked("", s.now()), nil
}
