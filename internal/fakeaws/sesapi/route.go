package sesapi

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
)

// pattern is the method and path of an operation; "*" is a label.
type pattern struct{ operation, method, path string }

// patterns is the HTTP binding of the API model. DkimSigning stood below /v1
// until SDKs of December 2025; List was a GET until those of September 2026.
func patterns() []pattern {
	return []pattern{
		{"CreateEmailIdentity", "POST", "/v2/email/identities"},
		{"ListEmailIdentities", "GET", "/v2/email/identities"},
		{"ListEmailIdentities", "GET", "/v2/email/identities/"},
		{"ListEmailIdentities", "POST", "/v2/email/list-identities"},
		{"GetEmailIdentity", "GET", "/v2/email/identities/*"},
		{"DeleteEmailIdentity", "DELETE", "/v2/email/identities/*"},
		{"PutEmailIdentityDkimAttributes", "PUT", "/v2/email/identities/*/dkim"},
		{"PutEmailIdentityDkimSigningAttributes", "PUT", "/v2/email/identities/*/dkim/signing"},
		{"PutEmailIdentityDkimSigningAttributes", "PUT", "/v1/email/identities/*/dkim/signing"},
		{"PutEmailIdentityMailFromAttributes", "PUT", "/v2/email/identities/*/mail-from"},
		{"PutEmailIdentityFeedbackAttributes", "PUT", "/v2/email/identities/*/feedback"},
		{"PutEmailIdentityConfigurationSetAttributes", "PUT", "/v2/email/identities/*/configuration-set"},
		{"GetEmailIdentityPolicies", "GET", "/v2/email/identities/*/policies"},
		{"CreateEmailIdentityPolicy", "POST", "/v2/email/identities/*/policies/*"},
		{"UpdateEmailIdentityPolicy", "PUT", "/v2/email/identities/*/policies/*"},
		{"DeleteEmailIdentityPolicy", "DELETE", "/v2/email/identities/*/policies/*"},
		{"TagResource", "POST", "/v2/email/tags"},
		{"UntagResource", "DELETE", "/v2/email/tags"},
		{"ListTagsForResource", "GET", "/v2/email/tags"},
		{"CreateConfigurationSet", "POST", "/v2/email/configuration-sets"},
		{"ListConfigurationSets", "GET", "/v2/email/configuration-sets"},
		{"GetConfigurationSet", "GET", "/v2/email/configuration-sets/*"},
		{"DeleteConfigurationSet", "DELETE", "/v2/email/configuration-sets/*"},
		{"GetAccount", "GET", "/v2/email/account"},
		{"PutAccountDetails", "POST", "/v2/email/account/details"},
		{"PutAccountSuppressionAttributes", "PUT", "/v2/email/account/suppression"},
		{"PutAccountSendingAttributes", "PUT", "/v2/email/account/sending"},
		{"SendEmail", "POST", "/v2/email/outbound-emails"},
	}
}

// handlers binds operations to code; each is called with s.mu held.
func (s *Service) handlers() map[string]func(*request) (any, error) {
	return map[string]func(*request) (any, error){
		"CreateEmailIdentity":                        s.createEmailIdentity,
		"ListEmailIdentities":                        s.listEmailIdentities,
		"GetEmailIdentity":                           s.getEmailIdentity,
		"DeleteEmailIdentity":                        s.deleteEmailIdentity,
		"PutEmailIdentityDkimAttributes":             s.putDKIM,
		"PutEmailIdentityDkimSigningAttributes":      s.putDKIMSigning,
		"PutEmailIdentityMailFromAttributes":         s.putMailFrom,
		"PutEmailIdentityFeedbackAttributes":         s.putFeedback,
		"PutEmailIdentityConfigurationSetAttributes": s.putConfigurationSet,
		"GetEmailIdentityPolicies":                   s.getPolicies,
		"CreateEmailIdentityPolicy":                  s.createPolicy,
		"UpdateEmailIdentityPolicy":                  s.updatePolicy,
		"DeleteEmailIdentityPolicy":                  s.deletePolicy,
		"TagResource":                                s.tagResource,
		"UntagResource":                              s.untagResource,
		"ListTagsForResource":                        s.listTags,
		"CreateConfigurationSet":                     s.createConfigurationSet,
		"ListConfigurationSets":                      s.listConfigurationSets,
		"GetConfigurationSet":                        s.getConfigurationSet,
		"DeleteConfigurationSet":                     s.deleteConfigurationSet,
		"GetAccount":                                 s.getAccount,
		"PutAccountDetails":                          s.putAccountDetails,
		"PutAccountSuppressionAttributes":            s.putSuppression,
		"PutAccountSendingAttributes":                s.putSending,
		"SendEmail":                                  s.sendEmail,
	}
}

// Operation is the name of the operation that r calls; empty for none.
func Operation(r *http.Request) string {
	op, _ := match(r)
	return op
}

// match finds the operation and its path labels. Labels are taken from the
// escaped path: an identity may contain an encoded slash.
func match(r *http.Request) (operation string, labels []string) {
	path := r.URL.EscapedPath()
	for _, p := range patterns() {
		if p.method != r.Method {
			continue
		}
		if labels, ok := labelsOf(p.path, path); ok {
			return p.operation, labels
		}
	}
	return "", nil
}

func labelsOf(pattern, path string) ([]string, bool) {
	want, have := strings.Split(pattern, "/"), strings.Split(path, "/")
	if len(want) != len(have) {
		return nil, false
	}
	var labels []string
	for i := range want {
		if want[i] != "*" {
			if want[i] != have[i] {
				return nil, false
			}
			continue
		}
		label, err := url.PathUnescape(have[i])
		if err != nil || label == "" {
			return nil, false
		}
		labels = append(labels, label)
	}
	return labels, true
}

// Resource is the ARN that IAM evaluates for a request with that body: of the
// identity or configuration set, or "*" (Service Authorization Reference, SES v2).
func Resource(r *http.Request, body []byte, c Caller) string {
	op, labels := match(r)
	var in struct {
		EmailIdentity, ConfigurationSetName, ResourceArn, FromEmailAddress string
	}
	// A body that is no JSON names no resource; the operation will refuse it.
	_ = json.Unmarshal(body, &in)
	switch {
	case op == "CreateEmailIdentity":
		return arn(c, "identity", in.EmailIdentity)
	case op == "CreateConfigurationSet":
		return arn(c, "configuration-set", in.ConfigurationSetName)
	case op == "SendEmail":
		// Of an address that is no identity itself it is the domain's.
		return arn(c, "identity", strings.Trim(in.FromEmailAddress[strings.LastIndex(in.FromEmailAddress, "@")+1:], "> "))
	case strings.HasSuffix(op, "ConfigurationSet") && len(labels) == 1:
		return arn(c, "configuration-set", labels[0])
	case strings.HasSuffix(op, "Resource"):
		if in.ResourceArn == "" {
			in.ResourceArn = r.URL.Query().Get("ResourceArn")
		}
		return in.ResourceArn
	case len(labels) > 0:
		return arn(c, "identity", labels[0])
	}
	return "*"
}

// ConfigurationSetARN is the resource that a configuration set of the caller is.
func ConfigurationSetARN(c Caller, name string) string { return arn(c, "configuration-set", name) }

func arn(c Caller, kind, name string) string {
	return "arn:" + Partition(c.Region) + ":ses:" + c.Region + ":" + c.Account + ":" + kind + "/" + name
}

// Partition is the part of AWS that a region belongs to, as ARNs name it.
func Partition(region string) string {
	switch {
	case strings.HasPrefix(region, "us-gov-"):
		return "aws-us-gov"
	case strings.HasPrefix(region, "cn-"):
		return "aws-cn"
	case strings.HasPrefix(region, "eusc-"):
		return "aws-eusc"
	}
	return "aws"
}
