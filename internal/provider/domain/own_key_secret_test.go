package domain_test

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
)

// traces are what a text that tells of the key has in it: the exponent or a prime,
// which the public half has not, in base64 of any alignment and alphabet, in
// hexadecimal digits, in decimal and as Go prints octets. A quarter of a number
// is too much already.
func (k keyPair) traces() []string {
	k.t.Helper()
	var out []string
	for _, number := range []*big.Int{k.D, k.Primes[0], k.Primes[1], k.Precomputed.Dp, k.Precomputed.Dq, k.Precomputed.Qinv} {
		octets := number.Bytes()
		part := octets[len(octets)/4 : len(octets)/2]
		out = append(out, hex.EncodeToString(part), strings.ToUpper(hex.EncodeToString(part)), strings.Trim(fmt.Sprint(part), "[]"), number.String()[:40])
		for shift := range 3 {
			aligned := part[shift:]
			aligned = aligned[:len(aligned)/3*3]
			out = append(out, base64.StdEncoding.EncodeToString(aligned)[:24], base64.URLEncoding.EncodeToString(aligned)[:24])
		}
	}
	return out
}

// isNotIn fails the test where a text tells of the key, in its own letters or
// with those that JSON and URLs escape.
func (k keyPair) isNotIn(what, text string) {
	k.t.Helper()
	plain := strings.NewReplacer(`\/`, "/", `\u002b`, "+", `\u002f`, "/", "%2B", "+", "%2F", "/").Replace(text)
	// Terraform frames and breaks lines.
	joined := strings.Join(strings.Fields(strings.ReplaceAll(plain, "│", "")), "")
	for _, trace := range k.traces() {
		if strings.Contains(plain, trace) || strings.Contains(joined, trace) {
			k.t.Errorf("%s tells of the private key", what)
			return
		}
	}
}

// TestTracesAreFound shows that isNotIn would see a key that leaks.
func TestTracesAreFound(t *testing.T) {
	t.Parallel()
	key := newKeyPair(t)
	escaped, err := json.Marshal(map[string]string{"key": key.pem()})
	if err != nil {
		t.Fatal(err)
	}
	for what, text := range map[string]string{"DER": key.text(), "PEM": key.pem(), "JSON": string(escaped), "hex": hex.EncodeToString(mustDecode(t, key.text())), "%v": fmt.Sprint(mustDecode(t, key.text())), "Go": fmt.Sprint(key.PrivateKey)} {
		seen := false
		joined := strings.Join(strings.Fields(strings.ReplaceAll(text, `\n`, "")), "")
		for _, trace := range key.traces() {
			seen = seen || strings.Contains(text, trace) || strings.Contains(joined, trace)
		}
		if !seen {
			t.Errorf("nothing of the key is found in its %s", what)
		}
	}
	if public := key.record(); strings.Contains(public, key.traces()[0]) {
		t.Error("a trace is public")
	}
}

func mustDecode(t *testing.T, text string) []byte {
	t.Helper()
	out, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestAccDomain_ownKeyIsSecret: the key is in no state, plan, output or log of a
// life in which AWS says all of it back and everything that can fails.
func TestAccDomain_ownKeyIsSecret(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	key, next := newKeyPair(t), newKeyPair(t)
	const variable = "\nvariable \"key\" {\n  type = string\n  ephemeral = true\n}\n"
	config := func(selector string, version int) string {
		return s.config(fmt.Sprintf("dkim = {\n    selector = %q\n    private_key_wo = var.key\n    private_key_wo_version = %d\n  }", selector, version)) + variable
	}
	cli := acctest.NewCLI(t, config("s1", 1))
	log := cli.File("trace.log", "")
	dir := filepath.Dir(log)
	// Each request that brings a key fails twice, with an answer that repeats it.
	for operation, sent := range map[string]keyPair{"ses:CreateEmailIdentity": key, "ses:PutEmailIdentityDkimSigningAttributes": next} {
		s.Fail(fakeaws.Rule{Operation: operation, Call: 1, Code: "BadRequestException", Message: "bad value " + sent.text() + " or\n" + sent.pem()})
		s.Fail(fakeaws.Rule{Operation: operation, Call: 2, Status: 500, Code: "InternalServiceErrorException", Message: sent.text()[1000:]})
	}
	cli.Env("TF_LOG=TRACE", "TF_LOG_PATH="+log, "TF_VAR_key="+key.pem())
	run := func(code int, do func() acctest.Run) {
		t.Helper()
		out := do()
		out.Want(t, code)
		key.isNotIn("the output", out.Output)
		next.isNotIn("the output", out.Output)
	}
	run(2, func() acctest.Run { return cli.Plan("-out=create.plan") })
	run(0, func() acctest.Run { return cli.Run("show", "-json", "create.plan") })
	run(1, func() acctest.Run { return cli.Run("apply", "-input=false", "create.plan") })
	run(0, func() acctest.Run { return cli.Apply() })
	cli.Config(config("s2", 2))
	cli.Env("TF_VAR_key=" + next.pem())
	run(1, func() acctest.Run { return cli.Apply() })
	run(0, func() acctest.Run { return cli.Apply() })
	run(0, func() acctest.Run { return cli.Run("show", "-json") })
	for what, bad := range map[string]string{
		"a key cut short":         next.pem()[:len(next.pem())-60],
		"base64 with a flaw":      next.text()[:500] + "*" + next.text()[500:],
		"a key without newlines":  strings.ReplaceAll(next.pem(), "\n", " "),
		"a key that is encrypted": strings.ReplaceAll(next.pem(), "PRIVATE KEY", "ENCRYPTED PRIVATE KEY"),
	} {
		cli.Env("TF_VAR_key=" + bad)
		t.Log(what)
		run(1, func() acctest.Run { return cli.Plan() })
	}
	searched := 0
	for _, pattern := range []string{"terraform.tfstate*", "create.plan", "trace.log", "crash.log"} {
		files, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			content, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			searched += len(content)
			key.isNotIn(file, string(content))
			next.isNotIn(file, string(content))
		}
	}
	if searched < 100_000 {
		t.Errorf("only %d octets were searched, so the log is not there", searched)
	}
}
