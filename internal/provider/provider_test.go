package provider

import (
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// values are what a test writes into a provider block; all else is absent.
type values map[string]tftypes.Value

func stringOf(s string) tftypes.Value { return tftypes.NewValue(tftypes.String, s) }
func boolOf(b bool) tftypes.Value     { return tftypes.NewValue(tftypes.Bool, b) }

func setOf(texts ...string) tftypes.Value {
	return tftypes.NewValue(tftypes.Set{ElementType: tftypes.String}, elements(texts))
}

func listOf(texts ...string) tftypes.Value {
	return tftypes.NewValue(tftypes.List{ElementType: tftypes.String}, elements(texts))
}

func elements(texts []string) []tftypes.Value {
	out := []tftypes.Value{}
	for _, t := range texts {
		out = append(out, stringOf(t))
	}
	return out
}

func mapOf(texts map[string]string) tftypes.Value {
	out := map[string]tftypes.Value{}
	for key, t := range texts {
		out[key] = stringOf(t)
	}
	return tftypes.NewValue(tftypes.Map{ElementType: tftypes.String}, out)
}

// filled is an object of the type with the values, and null or no block where
// there is none.
func filled(t *testing.T, typ tftypes.Type, given values) tftypes.Value {
	t.Helper()
	object, ok := typ.(tftypes.Object)
	if !ok {
		t.Fatalf("%s is no object", typ)
	}
	out := map[string]tftypes.Value{}
	for name, attribute := range object.AttributeTypes {
		out[name] = tftypes.NewValue(attribute, nil)
		if list, ok := attribute.(tftypes.List); ok && list.ElementType.Is(tftypes.Object{}) {
			out[name] = tftypes.NewValue(attribute, []tftypes.Value{})
		}
	}
	for name, value := range given {
		if _, ok := object.AttributeTypes[name]; !ok {
			t.Fatalf("there is no %s", name)
		}
		out[name] = value
	}
	return tftypes.NewValue(object, out)
}

// blocks are the blocks of a name.
func blocks(t *testing.T, name string, given ...values) tftypes.Value {
	t.Helper()
	list, ok := blockType(t).AttributeTypes[name].(tftypes.List)
	if !ok {
		t.Fatalf("%s is no list", name)
	}
	out := []tftypes.Value{}
	for _, g := range given {
		out = append(out, filled(t, list.ElementType, g))
	}
	return tftypes.NewValue(list, out)
}

func blockType(t *testing.T) tftypes.Object {
	t.Helper()
	object, ok := providerSchema().Type().TerraformType(t.Context()).(tftypes.Object)
	if !ok {
		t.Fatal("the provider block is no object")
	}
	return object
}

func block(t *testing.T, given values) tfsdk.Config {
	t.Helper()
	return tfsdk.Config{Schema: providerSchema(), Raw: filled(t, blockType(t), given)}
}

func server() tfprotov6.ProviderServer {
	return NewServer(New("1.2.3")())
}

func dynamic(t *testing.T, config tfsdk.Config) *tfprotov6.DynamicValue {
	t.Helper()
	out, err := tfprotov6.NewDynamicValue(config.Raw.Type(), config.Raw)
	if err != nil {
		t.Fatal(err)
	}
	return &out
}

func TestSchemaIsAccepted(t *testing.T) {
	t.Parallel()
	resp, err := server().GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range resp.Diagnostics {
		t.Errorf("%s: %s", d.Summary, d.Detail)
	}
	if _, ok := resp.ResourceSchemas["mailauth_domain"]; !ok {
		t.Error("mailauth_domain is not offered")
	}
}

// TestNamesAreThoseOfTheAWSProvider: a block of hashicorp/aws can be copied
// here, as far as the settings mean something to SES, Route 53 and STS.
func TestNamesAreThoseOfTheAWSProvider(t *testing.T) {
	t.Parallel()
	config := block(t, values{
		"region":                      stringOf("eu-west-1"),
		"profile":                     stringOf("mail"),
		"access_key":                  stringOf("AKIA"),
		"secret_key":                  stringOf("secret"),
		"token":                       stringOf("token"),
		"shared_config_files":         listOf("~/.aws/config"),
		"shared_credentials_files":    listOf("~/.aws/credentials"),
		"max_retries":                 tftypes.NewValue(tftypes.Number, 10),
		"retry_mode":                  stringOf("standard"),
		"use_fips_endpoint":           boolOf(true),
		"use_dualstack_endpoint":      boolOf(true),
		"custom_ca_bundle":            stringOf("/ca.pem"),
		"http_proxy":                  stringOf("http://proxy.example.org"),
		"https_proxy":                 stringOf(""),
		"no_proxy":                    stringOf("example.org"),
		"skip_credentials_validation": boolOf(true),
		"skip_requesting_account_id":  boolOf(true),
		"skip_metadata_api_check":     boolOf(true),
		"skip_region_validation":      boolOf(true),
		"allowed_account_ids":         setOf("000000000000"),
		"default_tags":                blocks(t, "default_tags", values{"tags": mapOf(map[string]string{"team": "mail"})}),
		"endpoints":                   blocks(t, "endpoints", values{"sesv2": stringOf("http://localhost:4566"), "route53": stringOf("https://example.org/path"), "sts": stringOf("http://[::1]:1")}, values{"sts": stringOf("")}),
		"assume_role": blocks(t, "assume_role", values{
			"role_arn": stringOf("arn:aws:iam::123456789012:role/a"), "duration": stringOf("1h30m"), "external_id": stringOf("x"), "policy": stringOf("{}"),
			"policy_arns": setOf("arn:aws:iam::aws:policy/ReadOnlyAccess"), "session_name": stringOf("s"), "source_identity": stringOf("i"),
			"tags": mapOf(map[string]string{"a": "b"}), "transitive_tag_keys": setOf("a"),
		}, values{"role_arn": stringOf("arn:aws:iam::123456789012:role/b")}),
		"assume_role_with_web_identity": blocks(t, "assume_role_with_web_identity", values{
			"role_arn": stringOf("arn:aws:iam::123456789012:role/a"), "duration": stringOf("15m"), "policy": stringOf("{}"), "policy_arns": setOf("arn:aws:iam::aws:policy/ReadOnlyAccess"),
			"session_name": stringOf("s"), "web_identity_token_file": stringOf("/token"),
		}),
	})
	for _, d := range validated(t, config) {
		t.Errorf("%s: %s", d.Summary, d.Detail)
	}
}

func validated(t *testing.T, config tfsdk.Config) []*tfprotov6.Diagnostic {
	t.Helper()
	resp, err := server().ValidateProviderConfig(t.Context(), &tfprotov6.ValidateProviderConfigRequest{Config: dynamic(t, config)})
	if err != nil {
		t.Fatal(err)
	}
	return resp.Diagnostics
}

func TestRules(t *testing.T) {
	t.Parallel()
	zones := func(given values) func(*testing.T) values {
		return func(t *testing.T) values {
			t.Helper()
			return values{"route53": blocks(t, "route53", given)}
		}
	}
	role := func(t *testing.T, duration string) values {
		t.Helper()
		return values{"assume_role": blocks(t, "assume_role", values{"role_arn": stringOf("arn:aws:iam::123456789012:role/a"), "duration": stringOf(duration)})}
	}
	endpoint := func(t *testing.T, url string) values {
		t.Helper()
		return values{"endpoints": blocks(t, "endpoints", values{"sts": stringOf(url)})}
	}
	for name, tc := range map[string]struct {
		given func(*testing.T) values
		// at is the attribute that is wrong, empty where its line may have a secret
		// in it; says is a part of the message.
		at, says string
	}{
		"accounts are allowed or forbidden": {func(*testing.T) values {
			return values{"allowed_account_ids": setOf("123456789012"), "forbidden_account_ids": setOf("123456789013")}
		}, "allowed_account_ids", "cannot be specified when"},
		"an account id has 12 digits":        {func(*testing.T) values { return values{"allowed_account_ids": setOf("12345678901")} }, "allowed_account_ids", "has 12 digits"},
		"an empty guard is no guard":         {func(*testing.T) values { return values{"allowed_account_ids": setOf()} }, "allowed_account_ids", "at least 1"},
		"a duration has a unit":              {func(t *testing.T) values { return role(t, "3600") }, "assume_role", `write a number with a unit, such as "1h"`},
		"a session is not too short":         {func(t *testing.T) values { return role(t, "14m") }, "assume_role", `"14m" is not between 15 minutes and 12 hours`},
		"a session is not too long":          {func(t *testing.T) values { return role(t, "13h") }, "assume_role", `"13h" is not between`},
		"a retry mode is one of two":         {func(*testing.T) values { return values{"retry_mode": stringOf("legacy")} }, "retry_mode", `"adaptive" "standard"`},
		"retries are not negative":           {func(*testing.T) values { return values{"max_retries": tftypes.NewValue(tftypes.Number, -1)} }, "max_retries", "at least 0"},
		"an endpoint has a scheme":           {func(t *testing.T) values { return endpoint(t, "localhost:4566") }, "endpoints", `"localhost:4566" is no http or https URL`},
		"an endpoint is reached by HTTP":     {func(t *testing.T) values { return endpoint(t, "ftp://localhost") }, "endpoints", `To fix: write scheme and host`},
		"an endpoint has a host":             {func(t *testing.T) values { return endpoint(t, "http://") }, "endpoints", `no http or https URL`},
		"a key has a secret":                 {func(*testing.T) values { return values{"access_key": stringOf("AKIA")} }, "access_key", "access_key: the provider block has access_key only"},
		"a secret has a key":                 {func(*testing.T) values { return values{"secret_key": stringOf("s")} }, "access_key", "secret_key: the provider block has secret_key only"},
		"a key for Route 53 has a secret":    {zones(values{"access_key": stringOf("AKIA")}), "route53", "the block has access_key only"},
		"a secret for Route 53 has a key":    {zones(values{"secret_key": stringOf("s")}), "", "the block has secret_key only"},
		"a token for Route 53 has keys":      {zones(values{"token": stringOf("t")}), "", "the block has token only"},
		"a profile for Route 53 has no keys": {zones(values{"profile": stringOf("dns"), "access_key": stringOf("AKIA"), "secret_key": stringOf("s")}), "", "remove profile, or remove access_key, secret_key"},
		"Route 53 is one block": {func(t *testing.T) values {
			return values{"route53": blocks(t, "route53", values{}, values{})}
		}, "route53", "at most 1"},
		"default tags are one block": {func(t *testing.T) values {
			return values{"default_tags": blocks(t, "default_tags", values{}, values{})}
		}, "default_tags", "at most 1"},
		"a token comes from one place": {func(t *testing.T) values {
			return values{"assume_role_with_web_identity": blocks(t, "assume_role_with_web_identity", values{"web_identity_token": stringOf("t"), "web_identity_token_file": stringOf("/t")})}
		}, `assume_role_with_web_identity").ElementKeyInt(0).AttributeName("web_identity_token_file`, "web_identity_token"},
		"a tag has a value": {func(t *testing.T) values {
			tags := tftypes.NewValue(tftypes.Map{ElementType: tftypes.String}, map[string]tftypes.Value{"a": tftypes.NewValue(tftypes.String, nil)})
			return values{"default_tags": blocks(t, "default_tags", values{"tags": tags})}
		}, "default_tags", "null"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found := validated(t, block(t, tc.given(t)))
			if !slices.ContainsFunc(found, func(d *tfprotov6.Diagnostic) bool {
				if (d.Attribute == nil) != (tc.at == "") {
					return false
				}
				return strings.HasPrefix(strings.TrimPrefix(d.Attribute.String(), "AttributeName(\""), tc.at) && strings.Contains(d.Detail, tc.says)
			}) {
				for _, d := range found {
					t.Logf("%s: %s: %s", d.Attribute, d.Summary, d.Detail)
				}
				t.Errorf("nothing says %q of %s", tc.says, tc.at)
			}
		})
	}
}

// TestRulesShowNoPassword: an endpoint may have one in front of its host.
func TestRulesShowNoPassword(t *testing.T) {
	t.Parallel()
	config := block(t, values{"endpoints": blocks(t, "endpoints", values{"sts": stringOf("htps://user:hunter2@sts.invalid")})})
	found := validated(t, config)
	if len(found) == 0 {
		t.Fatal("nothing is said of a scheme that is none")
	}
	for _, d := range found {
		if strings.Contains(d.Summary+d.Detail, "hunter2") {
			t.Errorf("the password is in %q", d.Detail)
		}
	}
}
