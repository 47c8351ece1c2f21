package provider

import (
	"context"
	"maps"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/mailauth/terraform-provider-mailauth/internal/awsconf"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
)

const accountID = "123456789012"

// credentials are the settings of a user of the world.
func credentials(t *testing.T, world *fakeaws.World) values {
	t.Helper()
	user := world.Account(accountID)
	return values{
		"region":     stringOf("eu-west-1"),
		"access_key": stringOf(user.AccessKey()),
		"secret_key": stringOf(user.SecretKey()),
		"endpoints": blocks(t, "endpoints",
			values{"sesv2": stringOf(world.URL())}, values{"route53": stringOf(world.URL()), "sts": stringOf(world.URL())}),
		"default_tags": blocks(t, "default_tags", values{"tags": mapOf(map[string]string{"team": "mail"})}),
	}
}

func started(t *testing.T) *fakeaws.World {
	t.Helper()
	world := fakeaws.New(fakeaws.Options{})
	if err := world.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = world.Close() })
	return world
}

// TestUnknownSettings: whatever is unknown at plan, nothing fails, and nobody is
// asked.
func TestUnknownSettings(t *testing.T) {
	t.Parallel()
	for name, typ := range blockType(t).AttributeTypes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			world := started(t)
			given := credentials(t, world)
			given[name] = tftypes.NewValue(typ, tftypes.UnknownValue)
			config := block(t, given)
			for _, d := range validated(t, config) {
				t.Errorf("%s: %s", d.Summary, d.Detail)
			}
			resp, err := server().ConfigureProvider(t.Context(), &tfprotov6.ConfigureProviderRequest{Config: dynamic(t, config)})
			if err != nil || len(resp.Diagnostics) != 0 {
				t.Errorf("got %+v, %v, want no remark", resp.Diagnostics, err)
			}
			cloud, _ := (&Provider{version: "1.2.3"}).configure(t.Context(), config)
			want := "eu-west-1"
			if name == "region" {
				want = ""
			}
			if cloud.Ready() || cloud.Region() != want {
				t.Errorf("got ready %t, region %q, want not ready, %q", cloud.Ready(), cloud.Region(), want)
			}
			if _, err := cloud.Reconciler(t.Context(), ""); err == nil {
				t.Error("got a reconciler")
			}
			if _, err := cloud.AccountID(t.Context()); err == nil {
				t.Error("got an account")
			}
			if calls := world.Calls(); len(calls) != 0 {
				t.Errorf("sent %v, want nothing", calls)
			}
		})
	}
}

func TestConfigureAsksNobody(t *testing.T) {
	t.Parallel()
	world := started(t)
	config := block(t, credentials(t, world))
	resp, err := server().ConfigureProvider(t.Context(), &tfprotov6.ConfigureProviderRequest{Config: dynamic(t, config)})
	if err != nil || len(resp.Diagnostics) != 0 {
		t.Errorf("got %+v, %v, want no remark", resp.Diagnostics, err)
	}
	cloud, diags := (&Provider{version: "1.2.3"}).configure(t.Context(), config)
	if diags.HasError() || !cloud.Ready() || cloud.Region() != "eu-west-1" {
		t.Errorf("got ready %t, region %q, %v", cloud.Ready(), cloud.Region(), diags)
	}
	if tags := cloud.DefaultTags(); !maps.Equal(tags, map[string]string{"team": "mail"}) {
		t.Errorf("got default tags %v", tags)
	}
	if calls := world.Calls(); len(calls) != 0 {
		t.Errorf("sent %v, want nothing", calls)
	}
}

// TestReconcilersShareClients: whatever the resources ask for, the caller is
// identified once, and each region has one set of clients, whose pace and
// listings all share.
func TestReconcilersShareClients(t *testing.T) {
	t.Parallel()
	world := started(t)
	for region, domain := range map[string]string{"eu-west-1": "example.org", "us-east-1": "example.net"} {
		if err := world.Account(accountID).Identity(region, domain).Create(); err != nil {
			t.Fatal(err)
		}
	}
	cloud, diags := (&Provider{version: "1.2.3"}).configure(t.Context(), block(t, credentials(t, world)))
	if diags.HasError() {
		t.Fatal(diags)
	}
	var made []*reconcile.Reconciler
	for _, region := range []string{"", "eu-west-1", "us-east-1", "us-east-1"} {
		r, err := cloud.Reconciler(t.Context(), region)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := r.Identities.Exists(t.Context(), "example.org"); err != nil {
			t.Error(err)
		}
		made = append(made, r)
	}
	switch {
	case made[0].Identities != made[1].Identities, made[2].Identities != made[3].Identities:
		t.Error("a region has several clients")
	case made[0].Identities == made[2].Identities:
		t.Error("two regions have one client")
	case made[0].Zones != made[2].Zones:
		t.Error("regions do not share the hosted zones")
	case made[0].Pace != reconcile.VerificationPace():
		t.Errorf("got pace %+v", made[0].Pace)
	}
	arn, err := made[2].Identities.ARN(t.Context(), "example.net")
	if want := "arn:aws:ses:us-east-1:123456789012:identity/example.net"; arn != want || err != nil {
		t.Errorf("got %q, %v, want %q", arn, err, want)
	}
	if id, err := cloud.AccountID(t.Context()); id != accountID || err != nil {
		t.Errorf("got account %q, %v", id, err)
	}
	want := map[string]int{"sts:GetCallerIdentity": 1, "ses:ListEmailIdentities": 2}
	if calls := world.Calls(); !maps.Equal(calls, want) {
		t.Errorf("sent %v, want %v", calls, want)
	}
}

func TestZonesAreReached(t *testing.T) {
	t.Parallel()
	world := started(t)
	zone := world.Account(accountID).CreateZone("example.org")
	cloud, _ := (&Provider{version: "1.2.3"}).configure(t.Context(), block(t, credentials(t, world)))
	r, err := cloud.Reconciler(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	found, err := r.Zones.Find(t.Context(), "mail.example.org")
	if err != nil || found.ID != zone.ID {
		t.Errorf("got %+v, %v, want zone %s", found, err, zone.ID)
	}
}

// TestErrorOfTheFirstUse: what is wrong with the credentials reaches whoever
// needs them first, in words.
func TestErrorOfTheFirstUse(t *testing.T) {
	t.Parallel()
	world := started(t)
	given := credentials(t, world)
	given["forbidden_account_ids"] = setOf(accountID)
	cloud, diags := (&Provider{version: "1.2.3"}).configure(t.Context(), block(t, given))
	if diags.HasError() {
		t.Fatal(diags)
	}
	for name, use := range map[string]func(context.Context) error{
		"reconciler": func(ctx context.Context) error { _, err := cloud.Reconciler(ctx, ""); return err },
		"account":    func(ctx context.Context) error { _, err := cloud.AccountID(ctx); return err },
	} {
		if err := use(t.Context()); err == nil {
			t.Errorf("%s: got no error in an account that is forbidden", name)
		}
	}
}

// TestEverySettingArrives: each attribute ends in the setting of its name.
func TestEverySettingArrives(t *testing.T) {
	t.Parallel()
	five, yes, proxy, secure := int64(5), true, "http://proxy", ""
	word := func(s string) *string { return &s }
	half, four := 0.5, 4.0
	got := model{
		Region: word("r"), Profile: word("p"), AccessKey: word("a"), SecretKey: word("s"), Token: word("t"),
		SharedConfigFiles: []string{"c"}, SharedCredentialsFiles: []string{"d"}, MaxRetries: &five, RetryMode: word("standard"),
		UseFIPSEndpoint: &yes, UseDualstackEndpoint: &yes, CustomCABundle: word("ca"), HTTPProxy: &proxy, HTTPSProxy: &secure, NoProxy: word("n"),
		SkipCredentialsValidation: &yes, SkipRequestingAccountID: &yes, SkipMetadataAPICheck: &yes, SkipRegionValidation: &yes,
		AllowedAccountIDs: []string{"1"}, ForbiddenAccountIDs: []string{"2"},
		AssumeRole: []assumeRole{{
			RoleARN: word("arn"), Duration: word("1h"), ExternalID: word("x"), Policy: word("{}"), PolicyARNs: []string{"pa"}, SessionName: word("sn"),
			SourceIdentity: word("si"), Tags: map[string]string{"k": "v"}, TransitiveTagKeys: []string{"k"},
		}, {RoleARN: word("second")}},
		AssumeRoleWithWebIdentity: []webIdentity{{
			RoleARN: word("arn"), Duration: word("2h"), Policy: word("{}"), PolicyARNs: []string{"pa"}, SessionName: word("sn"),
			WebIdentityToken: word("wt"), WebIdentityTokenFile: word("wf"),
		}},
		RateLimits: []rateLimits{{SESv2: &half, Route53: &four}},
		Endpoints:  []endpointOverride{{SESv2: word("http://ses"), STS: word("http://sts")}, {Route53: word("http://route53")}},
	}.settings()
	attempts := 5
	want := awsconf.Settings{
		Region: "r", Profile: "p", AccessKey: "a", SecretKey: "s", Token: "t",
		SharedConfigFiles: []string{"c"}, SharedCredentialsFiles: []string{"d"}, MaxRetries: &attempts, RetryMode: "standard",
		UseFIPSEndpoint: true, UseDualstackEndpoint: true, CustomCABundle: "ca", HTTPProxy: &proxy, HTTPSProxy: &secure, NoProxy: "n",
		SkipCredentialsValidation: true, SkipRequestingAccountID: true, SkipMetadataAPICheck: &yes, SkipRegionValidation: true,
		AllowedAccountIDs: []string{"1"}, ForbiddenAccountIDs: []string{"2"},
		AssumeRole: []awsconf.AssumeRole{{
			RoleARN: "arn", Duration: time.Hour, ExternalID: "x", Policy: "{}", PolicyARNs: []string{"pa"}, SessionName: "sn",
			SourceIdentity: "si", Tags: map[string]string{"k": "v"}, TransitiveTagKeys: []string{"k"},
		}, {RoleARN: "second"}},
		AssumeRoleWithWebIdentity: &awsconf.AssumeRoleWithWebIdentity{
			RoleARN: "arn", Duration: 2 * time.Hour, Policy: "{}", PolicyARNs: []string{"pa"}, SessionName: "sn",
			WebIdentityToken: "wt", WebIdentityTokenFile: "wf",
		},
		Rates:     awsconf.Rates{SESv2: half, Route53: four},
		Endpoints: awsconf.Endpoints{SESv2: "http://ses", Route53: "http://route53", STS: "http://sts"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("settings differ (-want +got):\n%s", diff)
	}
}
