// Package stsapi is the part of AWS STS that programs need to know who they are
// and to become someone else: GetCallerIdentity, AssumeRole and
// AssumeRoleWithWebIdentity of the query protocol. Whom a role trusts is decided
// elsewhere.
package stsapi

import (
	"crypto/rand"
	"encoding/xml"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Principal is somebody whom an access key belongs to.
type Principal struct {
	// Account is the twelve-digit account id.
	Account string
	// ARN is that of the user or of the role session.
	ARN string
	// UserID is AIDA… of a user, AROA…:session of a role session.
	UserID string
	// Role is the ARN of the role of a session, empty for a user.
	Role string
}

// Credentials are those of a role session.
type Credentials struct {
	Principal
	AccessKey, SecretKey, Token string
	Expiration                  time.Time
}

// Options are what a Service needs of its world.
type Options struct {
	// Now is the clock; nil is time.Now.
	Now func() time.Time
	// Caller finds the authenticated caller of a request.
	Caller func(*http.Request) Principal
	// Trusts decides who may assume a role, by "AssumeRole" or
	// "AssumeRoleWithWebIdentity"; nil is everybody.
	Trusts func(role, action, externalID string, caller Principal) bool
}

// Service remembers the credentials that it gave. It is an http.Handler and safe
// for concurrent use.
type Service struct {
	opts Options

	mu     sync.Mutex // guards issued
	issued map[string]Credentials
}

// New returns a Service that gave no credentials yet.
func New(o Options) *Service {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Trusts == nil {
		o.Trusts = func(string, string, string, Principal) bool { return true }
	}
	return &Service{opts: o, issued: map[string]Credentials{}}
}

// Credentials finds the role session of an access key id.
func (s *Service) Credentials(accessKey string) (Credentials, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, ok := s.issued[accessKey]
	return c, ok
}

// Operation is the Action of a request with that body, or empty.
func Operation(r *http.Request, body []byte) string {
	return form(r, body).Get("Action")
}

// Resource is the ARN that IAM evaluates for a request with that body.
func Resource(r *http.Request, body []byte) string {
	if arn := form(r, body).Get("RoleArn"); arn != "" {
		return arn
	}
	return "*"
}

// form merges query and body; a body that is no form has no parameters.
func form(r *http.Request, body []byte) url.Values {
	values := r.URL.Query()
	parsed, err := url.ParseQuery(string(body))
	if err != nil {
		return values
	}
	for k, v := range parsed {
		values[k] = append(values[k], v...)
	}
	return values
}

// ServeHTTP answers one call of the query protocol.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		WriteError(w, 0, "MalformedQueryString", err.Error())
		return
	}
	switch action := r.Form.Get("Action"); action {
	case "GetCallerIdentity":
		p := s.opts.Caller(r)
		write(w, action, callerIdentity{Arn: p.ARN, UserId: p.UserID, Account: p.Account})
	case "AssumeRole", "AssumeRoleWithWebIdentity":
		s.assume(w, r, action)
	default:
		WriteError(w, 0, "InvalidAction", "Could not find operation "+action+" for version 2011-06-15")
	}
}

type callerIdentity struct{ Arn, UserId, Account string }

type assumed struct {
	AssumedRoleUser struct{ Arn, AssumedRoleId string }
	Credentials     struct{ AccessKeyId, SecretAccessKey, SessionToken, Expiration string }
	// Web identity only: who the provider says the caller is.
	SubjectFromWebIdentityToken string `xml:",omitempty"`
}

// assume gives credentials in the account that the role's ARN names.
func (s *Service) assume(w http.ResponseWriter, r *http.Request, action string) {
	role, session := r.Form.Get("RoleArn"), r.Form.Get("RoleSessionName")
	parts := strings.SplitN(role, ":", 6)
	if len(parts) != 6 || parts[2] != "iam" || !strings.HasPrefix(parts[5], "role/") {
		WriteError(w, 0, "ValidationError", role+" is invalid")
		return
	}
	if session == "" {
		WriteError(w, 0, "ValidationError", "1 validation error detected: Value null at 'roleSessionName' failed to satisfy constraint: Member must not be null")
		return
	}
	web := action == "AssumeRoleWithWebIdentity"
	if web && r.Form.Get("WebIdentityToken") == "" {
		WriteError(w, 0, "InvalidIdentityToken", "No web identity token was given")
		return
	}
	if caller := s.opts.Caller(r); !s.opts.Trusts(role, action, r.Form.Get("ExternalId"), caller) {
		WriteError(w, 0, "AccessDenied", denial(caller, action, role))
		return
	}
	lifetime := time.Hour
	if n, err := strconv.Atoi(r.Form.Get("DurationSeconds")); err == nil {
		lifetime = time.Duration(n) * time.Second
	}
	c := s.issue(parts, session, lifetime)
	var out assumed
	out.AssumedRoleUser.Arn, out.AssumedRoleUser.AssumedRoleId = c.ARN, c.UserID
	out.Credentials.AccessKeyId, out.Credentials.SecretAccessKey = c.AccessKey, c.SecretKey
	out.Credentials.SessionToken = c.Token
	out.Credentials.Expiration = c.Expiration.UTC().Format(time.RFC3339)
	if web {
		out.SubjectFromWebIdentityToken = session
	}
	write(w, action, out)
}

// denial is the same whether the role is not there, trusts another or wants
// another external id.
func denial(caller Principal, action, role string) string {
	if caller.ARN == "" {
		return "Not authorized to perform sts:" + action
	}
	return "User: " + caller.ARN + " is not authorized to perform: sts:" + action + " on resource: " + role
}

// Issue gives credentials of a session of a role, whomever it trusts.
func (s *Service) Issue(role, session string, lifetime time.Duration) Credentials {
	return s.issue(strings.SplitN(role, ":", 6), session, lifetime)
}

// issue makes the credentials of a session of the role with the parts of its ARN.
func (s *Service) issue(parts []string, session string, lifetime time.Duration) Credentials {
	path := strings.Split(parts[5], "/")
	name := path[len(path)-1] // the path of a role is no part of its sessions' ARN
	s.mu.Lock()
	defer s.mu.Unlock()
	c := Credentials{
		Principal: Principal{
			Account: parts[4],
			ARN:     fmt.Sprintf("arn:%s:sts::%s:assumed-role/%s/%s", parts[1], parts[4], name, session),
			UserID:  fmt.Sprintf("AROAFAKE%s:%s", parts[4], session),
			Role:    strings.Join(parts, ":"),
		},
		AccessKey:  fmt.Sprintf("ASIAFAKE%012d", len(s.issued)+1),
		SecretKey:  rand.Text(),
		Token:      rand.Text(),
		Expiration: s.opts.Now().Add(lifetime),
	}
	s.issued[c.AccessKey] = c
	return c
}

const namespace = "https://sts.amazonaws.com/doc/2011-06-15/"

// write answers <ActionResponse><ActionResult>…, the form of the query protocol.
func write(w http.ResponseWriter, action string, result any) {
	w.Header().Set("Content-Type", "text/xml")
	e := xml.NewEncoder(w)
	root := xml.StartElement{Name: xml.Name{Local: action + "Response"}, Attr: []xml.Attr{{Name: xml.Name{Local: "xmlns"}, Value: namespace}}}
	metadata := struct{ RequestId string }{requestID}
	err := e.EncodeToken(root)
	if err == nil {
		err = e.EncodeElement(result, xml.StartElement{Name: xml.Name{Local: action + "Result"}})
	}
	if err == nil {
		err = e.EncodeElement(metadata, xml.StartElement{Name: xml.Name{Local: "ResponseMetadata"}})
	}
	if err == nil {
		err = e.EncodeToken(root.End())
	}
	if err == nil {
		err = e.Flush()
	}
	if err != nil {
		panic(fmt.Sprintf("encode the answer of %s: %v", action, err))
	}
}

const requestID = "00000000-0000-0000-0000-000000000000"

// WriteError answers in the error form of the query protocol. Status 0 is the
// one that belongs to the code.
func WriteError(w http.ResponseWriter, status int, code, message string) {
	if status == 0 {
		status = http.StatusBadRequest
		switch code {
		case "AccessDenied", "ExpiredToken", "InvalidClientTokenId", "SignatureDoesNotMatch", "MissingAuthenticationToken":
			status = http.StatusForbidden
		}
	}
	type failure struct{ Type, Code, Message string }
	w.Header().Set("Content-Type", "text/xml")
	w.WriteHeader(status)
	// A client that went away is no concern of the service.
	_ = xml.NewEncoder(w).Encode(struct {
		XMLName   xml.Name `xml:"https://sts.amazonaws.com/doc/2011-06-15/ ErrorResponse"`
		Error     failure
		RequestId string
	}{Error: failure{"Sender", code, message}, RequestId: requestID})
}
