// Package sesapi is the identity half of Amazon SES API v2 over HTTP, in memory:
// identities of (account, region) with Easy DKIM, bring-your-own DKIM and
// Deterministic Easy DKIM, MAIL FROM, tags, policies, configuration sets, account
// settings and SendEmail. It refuses what SES refuses, with SES's codes and texts,
// and verifies only what public DNS really answers. It neither authenticates nor
// throttles: that is done in front of it.
package sesapi

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"
)

// Caller is who sent a request, as its signature says.
type Caller struct {
	// Account is the twelve-digit account id.
	Account string
	// Region is the region of the signature's scope; SES state is regional.
	Region string
}

// Answer is what public DNS says about one name and type.
type Answer struct {
	// Exists is false for NXDOMAIN: no record of any type at the name.
	Exists bool
	// Values are the records in the presentation form of RFC 1035 section 5.1.
	Values []string
}

// Options are what a Service needs of its world. Caller is required.
type Options struct {
	// Now is the clock; nil is time.Now.
	Now func() time.Time
	// DNS answers for the public internet; nil knows no name at all.
	DNS func(name, typ string) Answer
	// VerifyAfter is how long an answer of DNS has to stand until a status
	// follows it; 0 is the next request that asks.
	VerifyAfter time.Duration
	// Production has every account start out of the sandbox.
	Production bool
	// Quirks select behaviour where AWS's is not known.
	Quirks Quirks
	// Caller finds the authenticated caller of a request.
	Caller func(*http.Request) Caller
	// Allowed decides on permission-only actions, that is on
	// ses:ReplicateEmailIdentityDkimSigningKey; nil allows.
	Allowed func(account, action, resource string) bool
}

// Service holds the identities of all accounts and regions. It is an http.Handler
// and safe for concurrent use.
type Service struct {
	opts Options

	mu         sync.Mutex // guards everything below
	identities map[Ref]*identity
	sets       map[Ref]map[string]string // configuration sets and their tags
	settings   map[scope]*settings
	tokens     map[Ref]int // how many token sets an identity's name has had
	sent       []Message
}

// Ref names an identity or a configuration set.
type Ref struct{ Account, Region, Name string }

// scope is an account in one region.
type scope struct{ account, region string }

// New returns a Service without identities.
func New(o Options) *Service {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.DNS == nil {
		o.DNS = func(string, string) Answer { return Answer{} }
	}
	if o.Allowed == nil {
		o.Allowed = func(string, string, string) bool { return true }
	}
	return &Service{
		opts:       o,
		identities: map[Ref]*identity{},
		sets:       map[Ref]map[string]string{},
		settings:   map[scope]*settings{},
		tokens:     map[Ref]int{},
	}
}

// request is one API call, taken apart.
type request struct {
	Caller
	labels []string // path labels, decoded, in the order of the path
	query  map[string][]string
	body   []byte
}

func (r *request) ref(name string) Ref { return Ref{r.Account, r.Region, name} }

// ServeHTTP answers one API call (rest-json: X-Amzn-ErrorType and {"message"}
// for errors).
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	op, labels := match(r)
	handle, ok := s.handlers()[op]
	if only := s.opts.Quirks.ListRoute; op == "ListEmailIdentities" && only != "" && r.Method != string(only) {
		ok = false
	}
	if !ok {
		WriteError(w, 0, "UnknownOperationException", "")
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		WriteError(w, http.StatusBadRequest, "SerializationException", err.Error())
		return
	}
	req := &request{Caller: s.opts.Caller(r), labels: labels, query: r.URL.Query(), body: body}
	s.mu.Lock()
	out, err := handle(req)
	s.mu.Unlock()
	if err != nil {
		s.writeFailure(w, err)
		return
	}
	if s.opts.Quirks.OmitFalse {
		out = withoutFalse(out)
	}
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(out); err != nil {
		panic(fmt.Sprintf("encode the answer of %s: %v", op, err))
	}
}

// decode reads a JSON body; an empty one is an empty object.
func decode[T any](r *request) (T, error) {
	var in T
	if len(bytes.TrimSpace(r.body)) == 0 {
		return in, nil
	}
	if err := json.Unmarshal(r.body, &in); err != nil {
		return in, &apiError{"SerializationException", err.Error()}
	}
	return in, nil
}

// empty is the answer {} of all Put operations.
type empty struct{}

// apiError is a refusal in SES's words.
type apiError struct{ code, message string }

func (e *apiError) Error() string { return e.code + ": " + e.message }

func badRequest(format string, args ...any) error {
	return &apiError{"BadRequestException", fmt.Sprintf(format, args...)}
}

func notFound(format string, args ...any) error {
	return &apiError{"NotFoundException", fmt.Sprintf(format, args...)}
}

func (s *Service) writeFailure(w http.ResponseWriter, err error) {
	var refusal *apiError
	if !errors.As(err, &refusal) {
		refusal = &apiError{"InternalServiceErrorException", err.Error()}
	}
	message := refusal.message
	if s.opts.Quirks.OtherTexts {
		message = "Refused."
	}
	WriteError(w, 0, refusal.code, message)
}

// WriteError answers in the error form of SES. Status 0 is the one that the API
// model gives to the code.
func WriteError(w http.ResponseWriter, status int, code, message string) {
	if status == 0 {
		status = statusOf(code)
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("X-Amzn-ErrorType", code)
	w.WriteHeader(status)
	// A client that went away is no concern of the service.
	_ = json.NewEncoder(w).Encode(map[string]string{"message": message})
}

// statusOf follows the httpError traits of the SESv2 model.
// ConcurrentModificationException really is a 500.
func statusOf(code string) int {
	switch code {
	case "NotFoundException", "UnknownOperationException":
		return http.StatusNotFound
	case "ConflictException":
		return http.StatusConflict
	case "TooManyRequestsException":
		return http.StatusTooManyRequests
	case "ConcurrentModificationException", "InternalServiceErrorException":
		return http.StatusInternalServerError
	case "AccessDeniedException", "UnrecognizedClientException", "InvalidSignatureException",
		"MissingAuthenticationTokenException":
		return http.StatusForbidden
	}
	return http.StatusBadRequest
}
