package hostedzone

// RCode is the response code of a DNS answer.
type RCode int

// The response codes that Lookup gives (RFC 1035 section 4.1.1).
const (
	NoError RCode = iota
	NXDomain
	Refused
)

// Answer is what public DNS says about a name and a type.
type Answer struct {
	RCode RCode
	Zone  Zone       // the zone that answers; empty if RCode is Refused
	TTL   int64      // seconds, of the set that answers
	Raw   []string   // the values verbatim
	Text  [][]string // of TXT and SPF: the decoded character-strings of each value
	CNAME string     // the target as stored, if the name is a CNAME and another type was asked for; TTL is the CNAME's
	// Delegation is the name at which the zone hands the question to other name servers; Raw then holds those
	// servers and TTL is theirs. "" if the zone itself answers.
	Delegation string
}

// maxAliasDepth bounds aliases of aliases, which Put can make circular.
const maxAliasDepth = 8

// Lookup answers a question from the public zones. Of those that hold the name the one with the longest name
// answers, the oldest of several with that name: which one the registrar would have delegated to is not modelled.
// Aliases answer with the values of targets in the store, with nothing if the target is elsewhere.
func (s *Store) Lookup(name, typ string) Answer {
	canonical, err := CanonicalName(name)
	if err != nil {
		return Answer{RCode: Refused}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	z := s.authorityLocked(canonical)
	if z == nil {
		return Answer{RCode: Refused}
	}
	return s.answerLocked(z, canonical, typ)
}

// TestAnswer answers a question from one zone, which has to be public. The error is an *Error.
func (s *Store) TestAnswer(zoneID, name, typ string) (Answer, error) {
	canonical, err := CanonicalName(name)
	if err != nil {
		return Answer{}, refuse(CodeInvalidInput, err.Error())
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	z, ok := s.zones[zoneID]
	switch {
	case !ok:
		return Answer{}, noSuchZone(zoneID)
	case z.zone.Private:
		return Answer{}, refuse(CodeInvalidInput, "TestDNSAnswer is not supported for private hosted zones.")
	case !within(canonical, z.zone.Name):
		return Answer{RCode: Refused}, nil
	}
	return s.answerLocked(z, canonical, typ), nil
}

func (s *Store) answerLocked(z *zoneState, canonical, typ string) Answer {
	answer := Answer{Zone: z.public()}
	if cut, ok := z.delegation(canonical, typ); ok {
		servers := z.records.typed(cut, "NS")[0].set
		answer.Delegation, answer.TTL, answer.Raw = cut, servers.TTL, servers.clone().Values
		return answer
	}
	owner, ok := z.records.source(canonical)
	if !ok {
		answer.RCode = NXDomain
		return answer
	}
	s.fillLocked(&answer, z, owner, typ)
	return answer
}

// fillLocked puts the values of a name and a type, or its CNAME, into the answer.
func (s *Store) fillLocked(answer *Answer, z *zoneState, owner, typ string) {
	if values, ttl := s.valuesLocked(z, owner, typ, 0); len(values) > 0 {
		answer.Raw, answer.TTL = values, ttl
		if typ == "TXT" || typ == "SPF" {
			answer.Text = texts(values)
		}
		return
	}
	if typ == "CNAME" {
		return
	}
	if values, ttl := s.valuesLocked(z, owner, "CNAME", 0); len(values) > 0 {
		answer.CNAME, answer.TTL = values[0], ttl
		if target, err := CanonicalName(values[0]); err == nil {
			answer.CNAME = target
		}
	}
}

// texts decodes TXT values. One that Put stored in a form that Route 53 refuses answers with its own characters.
func texts(values []string) [][]string {
	all := make([][]string, len(values))
	for i, value := range values {
		strings, problem := parseText(value)
		if problem != "" {
			strings = []string{value}
		}
		all[i] = strings
	}
	return all
}

func (s *Store) authorityLocked(name string) *zoneState {
	var best *zoneState
	for _, id := range s.order {
		z := s.zones[id]
		if z.zone.Private || !within(name, z.zone.Name) {
			continue
		}
		if best == nil || len(z.zone.Name) > len(best.zone.Name) {
			best = z
		}
	}
	return best
}

// delegation returns the highest name below the apex, at or above the given one, that has NS records
// (RFC 1034 section 4.3.2). The DS of a cut is the parent's own (RFC 4035 section 3.1.4.1).
func (z *zoneState) delegation(name, typ string) (string, bool) {
	var cut string
	for ; name != z.zone.Name; name, _ = parent(name) {
		if len(z.records.typed(name, "NS")) > 0 && !(typ == "DS" && cut == "") {
			cut = name
		}
		typ = ""
	}
	return cut, cut != ""
}

// source returns the name whose sets answer for a name: itself, or the wildcard at its closest encloser
// (RFC 4592 section 3.3.1). It is false if neither exists.
func (r records) source(name string) (string, bool) {
	if r.exists(name) {
		return name, true
	}
	for encloser, ok := parent(name); ok; encloser, ok = parent(encloser) {
		if r.exists(encloser) {
			wildcard := `\052.` + encloser
			return wildcard, len(r.named(wildcard)) > 0
		}
	}
	return "", false
}

// valuesLocked returns what the sets of a name and a type answer, in one fixed way where Route 53 would choose by
// chance or by place: all values of multivalue sets, otherwise the first set that is not weighted 0.
func (s *Store) valuesLocked(z *zoneState, owner, typ string, depth int) ([]string, int64) {
	var values []string
	var ttl int64
	for _, e := range z.records.typed(owner, typ) {
		routing := e.set.Routing
		if routing != nil && routing.Kind == Weighted && routing.Weight == 0 {
			continue
		}
		if e.set.Alias != nil {
			return s.aliasValuesLocked(*e.set.Alias, typ, depth)
		}
		values, ttl = append(values, e.set.Values...), e.set.TTL
		if routing == nil || routing.Kind != MultiValue {
			break
		}
	}
	return values, ttl
}

func (s *Store) aliasValuesLocked(alias Alias, typ string, depth int) ([]string, int64) {
	z, ok := s.zones[alias.HostedZoneID]
	if !ok || depth == maxAliasDepth {
		return nil, 0
	}
	target, err := CanonicalName(alias.DNSName)
	if err != nil {
		return nil, 0
	}
	return s.valuesLocked(z, target, typ, depth+1)
}
