package domain_test

import (
	"fmt"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
)

// bare names the selector and no key, as generated configuration does.
const bare = `dkim = { selector = "s1" }`

// TestAccDomain_ownKeyImport: an import knows the selector and the public half;
// that is enough to plan, and a key that fits is taken on without telling SES.
func TestAccDomain_ownKeyImport(t *testing.T) {
	t.Parallel()
	acctest.NeedMinor(t, 11)
	s := newScene(t)
	key, other := newKeyPair(t), newKeyPair(t)
	acctest.NewCLI(t, s.config(key.dkim("s1", 1))).Apply().Want(t, 0)
	cli := acctest.NewCLI(t, s.config(bare))
	cli.Run("import", address, "example.org").Want(t, 0)
	cli.Plan().Want(t, 0, "No changes")

	cli.Config(s.config(other.dkim("s1", 1)))
	cli.Plan().Want(t, 1, "Another key under the same selector", `selector = "s1b"`)

	cli.Config(s.config(key.dkim("s1", 1)))
	s.ResetCalls()
	cli.Apply().Want(t, 0, "+ private_key_wo_version = 1", "1 changed")
	if writes := s.Writes(); len(writes) > 0 {
		t.Errorf("taking the key on has written: %v", writes)
	}
	cli.Plan().Want(t, 0, "No changes")
	cli.Config(s.config(bare))
	cli.Apply().Want(t, 0, "- private_key_wo_version = 1")
	cli.Plan().Want(t, 0, "No changes")
	cli.Destroy().Want(t, 0)
	if s.identity.Exists() || len(s.zone.Sets()) != len(others())+2 {
		t.Errorf("destroy has left something:\n%s", s.zone.Dump())
	}
}

// TestAccDomain_ownKeyDrift: whatever becomes of the key, the plan says what it
// does to mail, and the apply puts it right.
func TestAccDomain_ownKeyDrift(t *testing.T) {
	t.Parallel()
	acctest.NeedMinor(t, 11)
	s := newScene(t)
	key, other := newKeyPair(t), newKeyPair(t)
	const name = "s1._domainkey.example.org"
	cli := acctest.NewCLI(t, s.config(key.dkim("s1", 1)))
	cli.Apply().Want(t, 0)
	put := func(texts ...string) func() error {
		return func() error {
			var values []string
			for _, text := range texts {
				values = append(values, fmt.Sprintf("%q %q", text[:200], text[200:]))
			}
			return s.zone.Put(acctest.TXT(name, 300, values...))
		}
	}
	for what, tc := range map[string]struct {
		tamper func() error
		says   []string
	}{
		"the record is removed": {func() error { return s.zone.Remove(name, "TXT") }, []string{`records["dkim"]: TXT ` + name + " is missing", "its signature fails"}},
		"it gets another key":   {put(other.record()), []string{`records["dkim"]`, "its signature fails"}},
		"it gets a second key":  {put(key.record(), other.record()), []string{`records["dkim"]`, "has 2 values", "undefined"}},
		"SES makes the keys":    {func() error { return s.identity.SetOwnKey("stray") }, []string{"dkim.selector: SES signs under the selector \"stray\"", `"stray" -> "s1"`}},
		"SES has given up":      {func() error { return s.identity.SetDKIMStatus("FAILED") }, []string{"SES has given up looking for the DKIM records"}},
		"the identity is gone":  {func() error { s.identity.Delete(); return nil }, []string{"SES has no identity example.org any more"}},
	} {
		acctest.Do(t, tc.tamper)()
		cli.Plan().Want(t, 2, append(tc.says, "0 to add, 1 to change, 0 to destroy")...)
		cli.Apply().Want(t, 0)
		if err := s.signsWith("s1", key)(nil); err != nil {
			t.Errorf("after %q: %v", what, err)
		}
	}
	cli.Plan().Want(t, 0, "No changes")

	// Without the key a plan still tells of drift, and that it needs the key.
	cli.Config(s.config(`dkim = {
    selector = "s1"
    private_key_wo_version = 1
  }`))
	cli.Plan().Want(t, 0, "No changes")
	acctest.Do(t, func() error { return s.zone.Remove(name, "TXT") })()
	cli.Plan().Want(t, 2, "is missing")
	cli.Apply().Want(t, 0)
	if err := s.signsWith("s1", key)(nil); err != nil {
		t.Errorf("repaired without the key: %v", err)
	}
	acctest.Do(t, func() error { return s.identity.SetOwnKey("stray") })()
	cli.Plan().Want(t, 1, "Private key missing", "since it signs with keys of origin EXTERNAL (stray)")
}

// TestAccDomain_ownKeyRefused: SES's refusal of a key leaves everything signed,
// and the next apply goes on.
func TestAccDomain_ownKeyRefused(t *testing.T) {
	t.Parallel()
	acctest.NeedMinor(t, 11)
	s := newScene(t)
	missed := s.watchKeys()
	first, next := newKeyPair(t), newKeyPair(t)
	cli := acctest.NewCLI(t, s.config(first.dkim("s1", 1)))
	cli.Apply().Want(t, 0)
	s.ClearFaults()
	remove := s.Fail(fakeaws.Rule{Operation: "ses:PutEmailIdentityDkimSigningAttributes", Code: "BadRequestException",
		Message: "Value '" + next.text() + "' is not acceptable."})
	cli.Config(s.config(next.dkim("s2", 2)))
	run := cli.Apply()
	run.Want(t, 1, "PutEmailIdentityDkimSigningAttributes", "is not acceptable")
	next.isNotIn("the refusal", run.Output)
	if err := s.signsWith("s1", first)(nil); err != nil {
		t.Error(err)
	}
	remove()
	cli.Plan().Want(t, 2, `"s1" -> "s2"`)
	cli.Apply().Want(t, 0)
	cli.Plan().Want(t, 0, "No changes")
	if err := s.signsWith("s2", next)(nil); err != nil {
		t.Error(err)
	}
	if err := acctest.Absent(s.zone, "s1._domainkey.example.org", "TXT")(nil); err != nil {
		t.Error(err)
	}
	if list := missed(); len(list) > 0 {
		t.Error(list)
	}
	cli.Destroy().Want(t, 0)
}

// TestAccDomain_ownKeyElsewhere: where DNS is managed elsewhere, the record is
// known at plan, since it has to be published before the apply.
func TestAccDomain_ownKeyElsewhere(t *testing.T) {
	t.Parallel()
	acctest.NeedMinor(t, 11)
	s := newScene(t)
	first, next := newKeyPair(t), newKeyPair(t)
	cli := acctest.NewCLI(t, s.config("manage_dns = false", first.dkim("s1", 1)))
	cli.Plan().Want(t, 2, `"s1._domainkey.example.org"`, first.record())
	cli.Apply().Want(t, 0)
	cli.Plan().Want(t, 0, "No changes")
	cli.Config(s.config("manage_dns = false", next.dkim("s2", 2)))
	cli.Plan().Want(t, 2, "Key that has to be published first", next.record())
	cli.Apply().Want(t, 0)
	cli.Plan().Want(t, 0, "No changes")
	cli.Destroy().Want(t, 0)
}
