package fakeaws

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/hostedzone"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/route53api"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/sesapi"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/stsapi"
)

// refusal is a reason that the door itself refuses a call for: the code of JSON
// services.
type refusal string

const (
	missingToken refusal = "MissingAuthenticationTokenException"
	unknownKey   refusal = "UnrecognizedClientException"
	expired      refusal = "ExpiredTokenException"
	badSignature refusal = "InvalidSignatureException"
	accessDenied refusal = "AccessDeniedException"
	throttled    refusal = "TooManyRequestsException"
)

// xml is the code that XML services have for the same.
func (why refusal) xml() string {
	switch why {
	case missingToken:
		return "MissingAuthenticationToken"
	case unknownKey:
		return "InvalidClientTokenId"
	case expired:
		return "ExpiredToken"
	case badSignature:
		return "SignatureDoesNotMatch"
	case accessDenied:
		return "AccessDenied"
	}
	return "Throttling"
}

// refuse answers in the error form of the service.
func (x *exchange) refuse(w http.ResponseWriter, status int, why refusal, message string) {
	code := string(why)
	if x.service == serviceRoute53 || x.service == serviceSTS {
		code = why.xml()
	}
	x.fail(w, status, code, message)
}

// fail answers with a code of the service; status 0 is the usual one.
func (x *exchange) fail(w http.ResponseWriter, status int, code, message string) {
	switch x.service {
	case serviceRoute53:
		writeRoute53Error(w, status, code, message)
	case serviceSTS:
		stsapi.WriteError(w, status, code, message)
	default:
		sesapi.WriteError(w, status, code, message)
	}
}

// writeRoute53Error fills in the HTTP code of the API model.
func writeRoute53Error(w http.ResponseWriter, status int, code, message string) {
	if status == 0 {
		status = http.StatusBadRequest
		switch code {
		case hostedzone.CodeNoSuchHostedZone, hostedzone.CodeNoSuchChange:
			status = http.StatusNotFound
		case "AccessDenied":
			status = http.StatusForbidden
		case "InternalFailure":
			status = http.StatusInternalServerError
		case "ServiceUnavailable":
			status = http.StatusServiceUnavailable
		}
	}
	route53api.WriteError(w, &hostedzone.Error{Code: code, Messages: []string{message}, HTTPStatus: status})
}

// authorize forbids what Account.Deny names, and what the policy of the caller's
// role does not allow, in the words of each service.
func (w *World) authorize(next handler) handler {
	return func(rw http.ResponseWriter, r *http.Request, x *exchange) {
		if x.principal.Account == "" || x.action() == "sts:GetCallerIdentity" {
			next(rw, r, x)
			return
		}
		account := w.Account(x.principal.Account)
		for _, p := range x.permissions(r) {
			if account.denies(p.action) {
				x.refuse(rw, http.StatusForbidden, accessDenied, x.denial(p))
				return
			}
			if because, denied := w.roleDenies(x, p); denied {
				x.refuse(rw, http.StatusForbidden, accessDenied, x.denial(p)+because)
				return
			}
		}
		next(rw, r, x)
	}
}

// permissions are what a call needs: to create an identity with tags takes two
// actions, and to name a configuration set another resource (Service
// Authorization Reference, SES v2).
func (x *exchange) permissions(r *http.Request) []permission {
	out := []permission{{x.action(), x.resource(r)}}
	if x.service != serviceSES {
		return out
	}
	var in struct {
		Tags                 []json.RawMessage
		ConfigurationSetName string
	}
	// A body that is no JSON has none of these; the operation will refuse it.
	_ = json.Unmarshal(x.body, &in)
	named := x.operation == "CreateEmailIdentity" || x.operation == "PutEmailIdentityConfigurationSetAttributes"
	if named && in.ConfigurationSetName != "" {
		out = append(out, permission{x.action(), sesapi.ConfigurationSetARN(x.sesCaller(), in.ConfigurationSetName)})
	}
	if x.operation == "CreateEmailIdentity" && len(in.Tags) > 0 {
		out = append(out, permission{"ses:TagResource", x.resource(r)})
	}
	return out
}

// resource is the ARN that IAM evaluates, or "*".
func (x *exchange) resource(r *http.Request) string {
	switch x.service {
	case serviceSES:
		return sesapi.Resource(r, x.body, x.sesCaller())
	case serviceSTS:
		return stsapi.Resource(r, x.body)
	}
	return route53Resource(r, sesapi.Partition(x.region))
}

func (x *exchange) sesCaller() sesapi.Caller {
	return sesapi.Caller{Account: x.principal.Account, Region: x.region}
}

// denial is the text that SES writes with a backtick and an apostrophe, and the
// others without.
func (x *exchange) denial(p permission) string {
	if x.service == serviceSES {
		return "User `" + x.principal.ARN + "' is not authorized to perform `" + p.action + "' on resource `" + p.resource + "'"
	}
	return "User: " + x.principal.ARN + " is not authorized to perform: " + p.action + " on resource: " + p.resource
}

// route53Resource is the ARN of the zone or change in the path, or "*".
func route53Resource(r *http.Request, partition string) string {
	parts := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	if len(parts) >= 3 && (parts[1] == "hostedzone" || parts[1] == "change") {
		return "arn:" + partition + ":route53:::" + parts[1] + "/" + parts[2]
	}
	return "*"
}
