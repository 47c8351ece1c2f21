package sesapi

import (
	"encoding/base64"
	"slices"
	"strconv"
	"strings"
)

// maxPageSize is the most that ListEmailIdentities gives at once.
const maxPageSize = 1000

type listInput struct {
	Filter    map[string]string
	NextToken string
	PageSize  *int
}

type listOutput struct {
	EmailIdentities []listItem
	NextToken       string `json:",omitempty"`
}

type listItem struct {
	IdentityName       string
	IdentityType       string
	SendingEnabled     bool
	VerificationStatus Status
}

// listEmailIdentities serves both routes of the operation, in order of name.
func (s *Service) listEmailIdentities(r *request) (any, error) {
	in, err := listInputOf(r)
	if err != nil {
		return nil, err
	}
	after, err := s.decodeToken(in.NextToken)
	if err != nil {
		return nil, err
	}
	size := s.opts.Quirks.pageSize()
	if in.PageSize != nil && *in.PageSize > 0 {
		size = *in.PageSize
	}
	var out listOutput
	out.EmailIdentities = []listItem{}
	for _, id := range s.scopeLocked(r.Account, r.Region) {
		item := listItem{id.name, id.kind(), id.verified(), id.verification}
		if id.ref.Name <= after || !item.matches(in.Filter) || s.opts.Now().Before(id.hiddenUntil) {
			continue
		}
		if len(out.EmailIdentities) == size {
			last := out.EmailIdentities[size-1].IdentityName
			out.NextToken = base64.URLEncoding.EncodeToString([]byte(tokenPrefix + key(last)))
			break
		}
		out.EmailIdentities = append(out.EmailIdentities, item)
	}
	return out, nil
}

func (i listItem) matches(filter map[string]string) bool {
	for k, v := range filter {
		ok := true
		switch k {
		case "IDENTITY_NAME_CONTAINS":
			ok = strings.Contains(strings.ToLower(i.IdentityName), strings.ToLower(v))
		case "IDENTITY_TYPE":
			ok = i.IdentityType == v
		case "VERIFICATION_STATUS":
			ok = string(i.VerificationStatus) == v
		}
		if !ok {
			return false
		}
	}
	return true
}

func listInputOf(r *request) (listInput, error) {
	in, err := decode[listInput](r)
	if err != nil {
		return in, err
	}
	if q := r.query["NextToken"]; len(q) > 0 {
		in.NextToken = q[0]
	}
	if q := r.query["PageSize"]; len(q) > 0 {
		n, err := strconv.Atoi(q[0])
		if err != nil {
			return in, &apiError{"SerializationException", "PageSize is no number"}
		}
		in.PageSize = &n
	}
	if in.PageSize != nil && (*in.PageSize < 0 || *in.PageSize > maxPageSize) {
		return in, badRequest("1 validation error detected: Value at 'pageSize' failed to satisfy constraint: " +
			"Member must have value between 0 and 1000")
	}
	for k := range in.Filter {
		if !slices.Contains([]string{"IDENTITY_NAME_CONTAINS", "IDENTITY_TYPE", "VERIFICATION_STATUS"}, k) {
			return in, badRequest("Unknown filter key %s.", k)
		}
	}
	return in, nil
}

const tokenPrefix = "after:"

func (s *Service) decodeToken(token string) (after string, err error) {
	if token == "" {
		return "", nil
	}
	raw, err := base64.URLEncoding.DecodeString(token)
	after, ok := strings.CutPrefix(string(raw), tokenPrefix)
	if err == nil && ok {
		return after, nil
	}
	if s.opts.Quirks.InvalidNextTokenException {
		return "", &apiError{"InvalidNextTokenException", "The NextToken is invalid."}
	}
	return "", badRequest("The NextToken is invalid.")
}

// scopeLocked are the identities of an account in a region, settled, by name.
func (s *Service) scopeLocked(account, region string) []*identity {
	var out []*identity
	for ref, id := range s.identities {
		if ref.Account == account && (ref.Region == region || region == "") {
			s.settleLocked(id)
			out = append(out, id)
		}
	}
	slices.SortFunc(out, func(a, b *identity) int {
		return strings.Compare(a.ref.Name+" "+a.ref.Region, b.ref.Name+" "+b.ref.Region)
	})
	return out
}
