package domain_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
)

// TestAccDomain_ownKeyBadMembers: what cannot go together, or SES would refuse, is
// told at plan, each with what to write.
func TestAccDomain_ownKeyBadMembers(t *testing.T) {
	t.Parallel()
	acctest.NeedMinor(t, 11)
	s := newScene(t)
	key := newKeyPair(t).text()
	cli := acctest.NewCLI(t, s.config())
	for what, tc := range map[string]struct {
		members string
		says    []string
	}{
		"a new selector needs a key":          {`selector = "s1"`, []string{"Private key missing", "the identity is about to be made", "or remove selector"}},
		"a key needs a version":               {fmt.Sprintf(`selector = "s1", private_key_wo = %q`, key), []string{"Private key without a version", "private_key_wo_version = 1"}},
		"a key needs a selector":              {fmt.Sprintf(`private_key_wo = %q, private_key_wo_version = 1`, key), []string{"Private key without a selector", `selector = "ses-2026a"`}},
		"a selector is a label":               {`selector = "a.b"`, []string{"Malformed selector", "has a dot"}},
		"a key brings its length":             {fmt.Sprintf(`selector = "s1", private_key_wo = %q, private_key_wo_version = 1, key_length = "RSA_2048_BIT"`, key), []string{"Key length beside a key of your own"}},
		"a key is not that of another region": {fmt.Sprintf(`selector = "s1", private_key_wo = %q, private_key_wo_version = 1, parent_region = "us-east-1"`, key), []string{"Parent region beside a key of your own"}},
		"what is no key":                      {`selector = "s1", private_key_wo = "hunter2hunter2", private_key_wo_version = 1`, []string{"Unusable private key", "openssl genrsa 2048"}},
	} {
		cli.Config(s.config("dkim = { " + tc.members + " }"))
		run := cli.Plan()
		run.Want(t, 1, tc.says...)
		if strings.Contains(run.Output, "hunter2hunter2") || strings.Contains(run.Output, key[100:150]) {
			t.Errorf("%s: the output repeats what was given", what)
		}
	}
	if calls := s.Writes(); len(calls) > 0 {
		t.Errorf("something was written: %v", calls)
	}
}

// TestOwnKeyImportedUnpublished: an import that finds SES signing with a key that
// nobody publishes says so in the next plan.
func TestOwnKeyImportedUnpublished(t *testing.T) {
	t.Parallel()
	s := newServedScene(t)
	acctest.Do(t, s.identity.Create, func() error { return s.identity.SetOwnKey("sel") })()
	server := s.Server(t, nil)
	imported, said := server.Import(map[string]string{"domain": "example.org"})
	if said != "" {
		t.Fatal(said)
	}
	read, said := server.Read(imported)
	if said != "" {
		t.Fatal(said)
	}
	planned, said := server.PlanChange(t.Context(), read, server.Config(map[string]any{
		"domain": "example.org",
		"dkim":   map[string]any{"selector": "sel", "private_key_wo": newKeyPair(t).text(), "private_key_wo_version": 1},
	}))
	if said != "" || !strings.Contains(planned.Warnings, "\n- records[\"dkim\"]: TXT sel._domainkey.example.org is missing.") {
		t.Errorf("the plan says %q, and warns of\n%s", said, planned.Warnings)
	}
}

// TestOwnKeyAndZone: a change of key and zone at once removes the former key's
// record from a zone that some still ask, and the plan says so; each change by
// itself has no such effect.
func TestOwnKeyAndZone(t *testing.T) {
	t.Parallel()
	s := newServedScene(t)
	other := s.Zone(t, "example.org")
	server := s.Server(t, nil)
	first, next := newKeyPair(t), newKeyPair(t)
	config := func(zone, selector string, key keyPair, version int) tftypes.Value {
		return server.Config(map[string]any{
			"domain": "example.org", "zone_id": zone,
			"dkim": map[string]any{"selector": selector, "private_key_wo": key.text(), "private_key_wo_version": version},
		})
	}
	stands, said := server.Apply(server.Nothing(), config(s.zone.ID, "s1", first, 1))
	if strings.Contains(said, "ERROR") {
		t.Fatal(said)
	}
	for name, tc := range map[string]struct {
		config tftypes.Value
		warned bool
	}{
		"zone and key": {config(other.ID, "s2", next, 2), true},
		"zone alone":   {config(other.ID, "s1", first, 1), false},
		"key alone":    {config(s.zone.ID, "s2", next, 2), false},
	} {
		planned, said := server.PlanChange(t.Context(), stands, tc.config)
		if said != "" || strings.Contains(planned.Warnings, "Former key is not taken along") != tc.warned {
			t.Errorf("%s: the plan says %q, and warns of\n%s", name, said, planned.Warnings)
		}
	}
}
