package domain_test

import (
	"bytes"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
)

// eavesdropper stands between the provider and AWS. It knows what secrets went
// through, and answers in AWS's place with all that it was told.
type eavesdropper struct {
	*httptest.Server

	mu      sync.Mutex // guards all below
	secrets map[string]bool
	// answers tells what is answered in AWS's place, nil for nothing.
	answers func(*http.Request) *http.Response
}

func eavesdrop(t *testing.T, world http.Handler) *eavesdropper {
	t.Helper()
	e := &eavesdropper{secrets: map[string]bool{}}
	issued := regexp.MustCompile(`<(?:SecretAccessKey|SessionToken)>([^<]+)<`)
	e.Server = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			panic(http.ErrAbortHandler)
		}
		e.mu.Lock()
		e.secrets[r.Header.Get("X-Amz-Security-Token")] = true
		answers := e.answers
		e.mu.Unlock()
		r.Body = io.NopCloser(bytes.NewReader(body))
		if answers != nil {
			if answer := answers(r); answer != nil {
				rw.Header().Set("Content-Type", answer.Header.Get("Content-Type"))
				rw.Header().Set("X-Amzn-ErrorType", answer.Header.Get("X-Amzn-ErrorType"))
				rw.WriteHeader(answer.StatusCode)
				_, _ = io.Copy(rw, answer.Body)
				return
			}
			r.Body = io.NopCloser(bytes.NewReader(body))
		}
		answer := httptest.NewRecorder()
		world.ServeHTTP(answer, r)
		e.mu.Lock()
		for _, found := range issued.FindAllStringSubmatch(answer.Body.String(), -1) {
			e.secrets[html.UnescapeString(found[1])] = true
		}
		e.mu.Unlock()
		for name, values := range answer.Header() {
			rw.Header()[name] = values
		}
		rw.WriteHeader(answer.Code)
		_, _ = rw.Write(answer.Body.Bytes())
	}))
	t.Cleanup(e.Close)
	return e
}

func (e *eavesdropper) answer(with func(*http.Request) *http.Response) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.answers = with
}

// request is all of a request, as a proxy shows one that it does not like.
func request(r *http.Request) string {
	var out strings.Builder
	fmt.Fprintf(&out, "%s %s\n", r.Method, r.URL)
	_ = r.Header.Write(&out)
	_, _ = io.Copy(&out, r.Body)
	return out.String()
}

// page answers requests whose path ends so with a page that shows them.
func page(suffix string) func(*http.Request) *http.Response {
	return func(r *http.Request) *http.Response {
		if !strings.HasSuffix(r.URL.Path, suffix) {
			return nil
		}
		shown := request(r)
		return &http.Response{
			StatusCode: http.StatusForbidden, Header: http.Header{"Content-Type": {"text/html"}},
			Body: io.NopCloser(strings.NewReader("<html><body><h1>Blocked</h1><pre>" + html.EscapeString(shown) + "</pre><!-- " + shown + " --></body></html>")),
		}
	}
}

// spelled answers requests to SES as AWS answers a wrong signature, with what it
// would have signed (Signature Version 4, "Troubleshooting").
func spelled(r *http.Request) *http.Response {
	if !strings.HasPrefix(r.URL.Path, "/v2/") {
		return nil
	}
	return &http.Response{
		StatusCode: http.StatusForbidden, Header: http.Header{"Content-Type": {"application/json"}, "X-Amzn-Errortype": {"InvalidSignatureException"}},
		Body: io.NopCloser(strings.NewReader(fmt.Sprintf(`{"message":"The request signature we calculated does not match. The Canonical String for this request should have been\n'x-amz-security-token:%s'"}`,
			r.Header.Get("X-Amz-Security-Token")))),
	}
}

// vault is what nobody may read.
type vault struct {
	*eavesdropper
	keys  []keyPair
	known []string
}

// isNotIn fails the test where a text has a secret, in its own letters, in those of
// a URL, a page or JSON, and in lines that a CLI frames and breaks.
func (v vault) isNotIn(t *testing.T, what, text string) {
	t.Helper()
	for _, key := range v.keys {
		key.isNotIn(what, text)
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	joined := strings.Join(strings.Fields(strings.ReplaceAll(text, "│", "")), "")
	all := v.known
	for secret := range v.secrets {
		all = append(all, secret)
	}
	for _, secret := range all {
		if secret == "" {
			continue
		}
		for _, spelling := range []string{secret, url.QueryEscape(secret), html.EscapeString(secret), strings.ReplaceAll(secret, "/", `\/`)} {
			if strings.Contains(text, spelling) || strings.Contains(joined, spelling) {
				t.Errorf("%s tells %q", what, spelling)
			}
		}
	}
}

// secretly is a provider block that has secrets of every kind, from variables that
// the CLI keeps nowhere.
func (s scene) secretly(address string) (block string, env, secrets []string) {
	const externalID = "external-id-of-somebody"
	hub, mail, dns := s.Account.CreateRole("hub"), s.Account.CreateRole("mail"), s.Account.CreateRole("dns")
	allow := func(action, more string) string {
		return `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"` + action + `"` + more + `}}`
	}
	for _, err := range []error{
		hub.SetPolicy(allow("sts:AssumeRole", `,"Resource":"*"`)),
		mail.SetTrust(allow("sts:AssumeRole", `,"Principal":{"AWS":"`+hub.ARN+`"},"Condition":{"StringEquals":{"sts:ExternalId":"`+externalID+`"}}`)),
		mail.SetPolicy(allow("*", `,"Resource":"*"`)),
		dns.SetPolicy(allow("route53:*", `,"Resource":"*"`)),
	} {
		if err != nil {
			panic(err)
		}
	}
	hubKey, hubSecret, hubToken := hub.Session()
	dnsKey, dnsSecret, dnsToken := dns.Session()
	for name, value := range map[string]string{
		"secret_key": hubSecret, "token": hubToken, "external_id": externalID, "dns_secret_key": dnsSecret, "dns_token": dnsToken,
	} {
		block += fmt.Sprintf("variable %q {\n  type = string\n  ephemeral = true\n}\n", name)
		env, secrets = append(env, "TF_VAR_"+name+"="+value), append(secrets, value)
	}
	return block + fmt.Sprintf(`
variable "key" {
  type      = string
  ephemeral = true
}

provider "mailauth" {
  region     = %q
  access_key = %q
  secret_key = var.secret_key
  token      = var.token
  assume_role {
    role_arn     = %q
    external_id  = var.external_id
    session_name = "terraform"
  }
  route53 {
    access_key = %q
    secret_key = var.dns_secret_key
    token      = var.dns_token
  }
  endpoints {
    sesv2   = %[5]q
    route53 = %[5]q
    sts     = %[5]q
  }
}
`, acctest.Region, hubKey, mail.ARN, dnsKey, address), env, secrets
}

// TestAccDomain_tellsNoSecret: neither the settings nor a private key are in any
// state, plan, output or log of a life in which AWS, and who stands before it,
// says all of it back, everything fails that can, and the provider crashes.
func TestAccDomain_tellsNoSecret(t *testing.T) {
	t.Parallel()
	acctest.NeedMinor(t, 11)
	s := newScene(t)
	key, next := newKeyPair(t), newKeyPair(t)
	between := eavesdrop(t, s.World)
	provider, env, secrets := s.secretly(between.URL)
	v := vault{between, []keyPair{key, next}, secrets}
	config := func(selector string, version int) string {
		return provider + block(fmt.Sprintf("dkim = {\n    selector = %q\n    private_key_wo = var.key\n    private_key_wo_version = %d\n  }", selector, version))
	}
	cli := acctest.NewCLI(t, config("s1", 1))
	cli.Env(append(env, "TF_LOG=TRACE", "TF_LOG_PATH="+cli.File("trace.log", ""), "TF_VAR_key="+key.pem(), "GOTRACEBACK=all")...)
	run := func(code int, do func() acctest.Run, says ...string) {
		t.Helper()
		out := do()
		out.Want(t, code, says...)
		v.isNotIn(t, "the output", out.Output)
	}
	plan := func() acctest.Run { return cli.Plan() }
	apply := func() acctest.Run { return cli.Apply() }

	// What brings a key fails with an answer that repeats it.
	for operation, sent := range map[string]keyPair{"ses:CreateEmailIdentity": key, "ses:PutEmailIdentityDkimSigningAttributes": next} {
		s.Fail(fakeaws.Rule{Operation: operation, Call: 1, Code: "BadRequestException", Message: "bad value " + sent.text() + " or\n" + sent.pem()})
		s.Fail(fakeaws.Rule{Operation: operation, Call: 2, Status: 500, Code: "InternalServiceErrorException", Message: sent.text()[1000:]})
	}
	run(2, func() acctest.Run { return cli.Plan("-out=create.plan") })
	run(0, func() acctest.Run { return cli.Run("show", "-json", "create.plan") })
	run(1, func() acctest.Run { return cli.Run("apply", "-input=false", "create.plan") }, "(hidden)")
	run(0, apply)
	cli.Config(config("s2", 2))
	cli.Env("TF_VAR_key=" + next.pem())
	run(1, apply, "(hidden)")
	between.answer(page("/dkim/signing"))
	run(1, apply, "An answer that is not of AWS")
	between.answer(nil)
	run(0, apply)

	// What has nothing to do with keys fails with all that was sent.
	between.answer(spelled)
	run(1, plan, "InvalidSignatureException", "x-amz-security-token:(hidden)")
	between.answer(page("/identities/example.org"))
	run(1, plan, "An answer that is not of AWS")
	between.answer(page("/"))
	run(1, plan, "IAM role that cannot be assumed")
	between.answer(nil)
	denied := s.Fail(fakeaws.Rule{Operation: "ses:GetEmailIdentity", Status: 403, Code: "AccessDeniedException", Message: "no"})
	run(1, plan, "AccessDeniedException")
	denied()

	crashed := false
	s.Fail(fakeaws.Rule{Operation: "ses:GetEmailIdentity", Call: 1, Effect: fakeaws.Hang, Do: func() { crashed = cli.Crash() }})
	run(1, plan, "GRPCProvider).ReadResource")
	s.ClearFaults()
	run(0, func() acctest.Run { return cli.Run("show", "-json") })
	for what, bad := range map[string]string{
		"a key cut short":         next.pem()[:len(next.pem())-60],
		"base64 with a flaw":      next.text()[:500] + "*" + next.text()[500:],
		"a key without newlines":  strings.ReplaceAll(next.pem(), "\n", " "),
		"a key that is encrypted": strings.ReplaceAll(next.pem(), "PRIVATE KEY", "ENCRYPTED PRIVATE KEY"),
	} {
		cli.Env("TF_VAR_key=" + bad)
		t.Log(what)
		run(1, plan)
	}
	v.isNowhere(t, cli.Files(), crashed)
}

// isNowhere looks through all that the commands have left, which is what the CLI
// leaves and nothing else.
func (v vault) isNowhere(t *testing.T, files map[string]string, crashed bool) {
	t.Helper()
	expected := regexp.MustCompile(`^(main\.tf|versions\.tf|cli\.tfrc|trace\.log|create\.plan(!.*)?|terraform\.tfstate(\.backup)?|crash\.log|\.terraform.*|providers/README)$`)
	for name, content := range files {
		v.isNotIn(t, name, content)
		if !expected.MatchString(name) {
			t.Errorf("somebody has left a file %s", name)
		}
	}
	for name, want := range map[string]string{
		"trace.log": "request answered", "create.plan!tfplan": "mailauth_domain", "terraform.tfstate": "mailauth_domain",
	} {
		if !strings.Contains(files[name], want) {
			t.Errorf("%s does not say %q, so what was searched is not what it should be", name, want)
		}
	}
	if !crashed || !strings.Contains(files["trace.log"], "SIGQUIT: quit") || !strings.Contains(files["trace.log"], "GetEmailIdentity(") {
		t.Error("the log has no crash of the provider")
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	// Tokens of the two sessions in the settings, token and key of the role's.
	if len(v.secrets) < 4 {
		t.Errorf("only %d secrets went through", len(v.secrets))
	}
}
