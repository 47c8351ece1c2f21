package iam_test

import (
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/iam"
)

const (
	zone  = "arn:aws:route53:::hostedzone/Z1"
	names = "route53:ChangeResourceRecordSetsNormalizedRecordNames"
)

func TestPolicy_Decide(t *testing.T) {
	t.Parallel()
	record := func(values ...string) iam.Request {
		return iam.Request{Action: "route53:ChangeResourceRecordSets", Resource: zone, Keys: map[string][]string{names: values}}
	}
	only := func(operator, values string) string {
		return `{"Effect":"Allow","Action":"route53:*","Resource":"*","Condition":{"` + operator + `":{"` + names + `":` + values + `}}}`
	}
	allowed := func(principal string) string {
		return `{"Effect":"Allow","Action":"sts:AssumeRole","Principal":` + principal + `}`
	}
	by := func(arn string) iam.Request { return iam.Request{Action: "sts:AssumeRole", Principal: arn} }
	const user = "arn:aws:iam::111111111111:user/me"
	tests := map[string]struct {
		statements string
		request    iam.Request
		want       iam.Decision
	}{
		"what nobody allows is denied":                 {`[]`, record(), iam.ImplicitDeny},
		"an action and its resource are allowed":       {`{"Effect":"Allow","Action":"route53:ChangeResourceRecordSets","Resource":"` + zone + `"}`, record(), iam.Allow},
		"another resource is not":                      {`{"Effect":"Allow","Action":"route53:*","Resource":["arn:aws:route53:::hostedzone/Z2"]}`, record(), iam.ImplicitDeny},
		"another action is not":                        {`{"Effect":"Allow","Action":["route53:Get*"],"Resource":"*"}`, record(), iam.ImplicitDeny},
		"an action has no case":                        {`{"Effect":"Allow","Action":"Route53:changeresourcerecordsets","Resource":"*"}`, record(), iam.Allow},
		"a denial prevails":                            {`[{"Effect":"Deny","Action":"*","Resource":"*"},{"Effect":"Allow","Action":"*","Resource":"*"}]`, record(), iam.ExplicitDeny},
		"every value has to be on the list":            {only("ForAllValues:StringEquals", `["a","b"]`), record("a", "c"), iam.ImplicitDeny},
		"every value is on the list":                   {only("ForAllValues:StringEquals", `["a","b"]`), record("b", "a"), iam.Allow},
		"no value is on every list":                    {only("ForAllValues:StringEquals", `"a"`), record(), iam.Allow},
		"one value is enough":                          {only("ForAnyValue:StringEquals", `"a"`), record("a", "c"), iam.Allow},
		"no value is not enough":                       {only("ForAnyValue:StringEquals", `"a"`), record(), iam.ImplicitDeny},
		"StringEquals takes an asterisk as it is":      {only("ForAllValues:StringEquals", `"*.d"`), record("x.d"), iam.ImplicitDeny},
		"StringLike takes it for anything, dots too":   {only("ForAllValues:StringLike", `"*._domainkey.d"`), record("a.b._domainkey.d"), iam.Allow},
		"StringLike takes a question mark for one":     {only("ForAllValues:StringLike", `"?.d"`), record("ab.d"), iam.ImplicitDeny},
		"StringLike compares the whole":                {only("ForAllValues:StringLike", `"*.d"`), record("a.d.e"), iam.ImplicitDeny},
		"values have a case":                           {only("ForAllValues:StringEquals", `"_DMARC.d"`), record("_dmarc.d"), iam.ImplicitDeny},
		"a principal is an ARN":                        {allowed(`{"AWS":"` + user + `"}`), by(user), iam.Allow},
		"a principal is an account":                    {allowed(`{"AWS":["111111111111"]}`), by(user), iam.Allow},
		"a principal is an account, by its root":       {allowed(`{"AWS":"arn:aws:iam::111111111111:root"}`), by(user), iam.Allow},
		"a principal of another account is another":    {allowed(`{"AWS":"arn:aws:iam::222222222222:root"}`), by(user), iam.ImplicitDeny},
		"everybody is everybody":                       {allowed(`"*"`), by(user), iam.Allow},
		"who has no ARN is federated":                  {allowed(`{"Federated":"ci.example"}`), by(""), iam.Allow},
		"who has no ARN is none of the account's own":  {allowed(`{"AWS":"*"}`), by(""), iam.ImplicitDeny},
		"a principal with an ARN is not the federated": {allowed(`{"Federated":"ci.example"}`), by(user), iam.ImplicitDeny},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			policy, err := iam.Parse(`{"Version":"2012-10-17","Statement":` + test.statements + `}`)
			if err != nil {
				t.Fatal(err)
			}
			if got := policy.Decide(test.request); got != test.want {
				t.Errorf("decided %d, want %d", got, test.want)
			}
		})
	}
}

func TestParse_refuses(t *testing.T) {
	t.Parallel()
	for name, document := range map[string]string{
		"no JSON":                            `{`,
		"another version":                    `{"Version":"2008-10-17","Statement":[]}`,
		"a misspelt element":                 `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Actions":"*","Resource":"*"}]}`,
		"an element that is not known here":  `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","NotAction":"*","Resource":"*"}]}`,
		"an operator that is not known here": `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Bool":{"a":"b"}}}]}`,
		"a statement about nothing":          `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*"}]}`,
		"an effect that is none":             `{"Version":"2012-10-17","Statement":[{"Effect":"allow","Action":"*","Resource":"*"}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := iam.Parse(document); err == nil {
				t.Errorf("%s was read", document)
			}
		})
	}
}
