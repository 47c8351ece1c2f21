package domain_test

import (
	"slices"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/sesapi"
)

func TestAccDomain_updateIdentity(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	s.Account.CreateConfigurationSet(acctest.Region, "news")
	s.Account.CreateConfigurationSet(acctest.Region, "other")
	set := func(want string) resource.TestCheckFunc {
		return s.sees("configuration set is "+want, func(v sesapi.Identity) bool {
			return v.ConfigurationSetName != nil && *v.ConfigurationSetName == want
		})
	}
	s.chain(t,
		change{`dkim = { signing_enabled = false }`, s.sees("unsigned", func(v sesapi.Identity) bool { return !v.DkimAttributes.SigningEnabled })},
		change{`feedback_forwarding_enabled = false`, s.sees("no forwarding, signed again", func(v sesapi.Identity) bool {
			return !v.FeedbackForwardingStatus && v.DkimAttributes.SigningEnabled
		})},
		change{`configuration_set_name = "news"`, set("news")},
		change{`configuration_set_name = "other"`, set("other")},
		change{`tags = { team = "mail", stage = "test" }`, s.tagged(sesapi.Tag{Key: "stage", Value: "test"}, sesapi.Tag{Key: "team", Value: "mail"})},
		change{`tags = { team = "post" }`, s.tagged(sesapi.Tag{Key: "team", Value: "post"})},
		change{`wait_for_verification = false`, s.tagged()},
		change{`timeouts = { create = "5m", read = "1m", update = "5m", delete = "1m" }`, s.tagged()},
	)
}

// tagged checks the tags of the identity, which SES lists by key.
func (s scene) tagged(want ...sesapi.Tag) resource.TestCheckFunc {
	return s.sees("tags are as wanted", func(v sesapi.Identity) bool { return slices.Equal(v.Tags, want) })
}

// TestAccDomain_updateDefaultTags: the provider's tags reach the identity, give
// way to those of the resource, and go when they are no longer written.
func TestAccDomain_updateDefaultTags(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	tagged := s.Provider(`default_tags { tags = { owner = "ops", team = "all" } }`)
	owner := sesapi.Tag{Key: "owner", Value: "ops"}
	s.test(t,
		step(tagged+block(), plancheck.ResourceActionCreate, s.tagged(owner, sesapi.Tag{Key: "team", Value: "all"})),
		step(tagged+block(`tags = { team = "mail" }`), plancheck.ResourceActionUpdate, s.tagged(owner, sesapi.Tag{Key: "team", Value: "mail"})),
		step(tagged+block(`tags = { team = "all" }`), plancheck.ResourceActionUpdate, s.tagged(owner, sesapi.Tag{Key: "team", Value: "all"})),
		step(tagged+block(), plancheck.ResourceActionUpdate, s.tagged(owner, sesapi.Tag{Key: "team", Value: "all"})),
		step(s.config(), plancheck.ResourceActionUpdate, s.tagged()),
		step(tagged+block(), plancheck.ResourceActionUpdate, s.tagged(owner, sesapi.Tag{Key: "team", Value: "all"})),
	)
}

// TestAccDomain_updateKeyLength changes the keys, and with them the DKIM
// records, one day after the other: SES allows one change in 24 hours.
func TestAccDomain_updateKeyLength(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	length := func(want string) resource.TestCheckFunc {
		return s.sees("keys are "+want, func(v sesapi.Identity) bool {
			return v.DkimAttributes.NextSigningKeyLength == want && v.DkimAttributes.CurrentSigningKeyLength == want
		})
	}
	tomorrow := func() error { s.Advance(25 * time.Hour); return nil }
	s.test(t,
		step(s.config(), plancheck.ResourceActionCreate, length("RSA_2048_BIT")),
		step(s.config(`dkim = { key_length = "RSA_1024_BIT" }`), plancheck.ResourceActionUpdate,
			length("RSA_1024_BIT"), acctest.PublishesDKIM(s.zone, s.identity), acctest.Verified(s.identity), s.sets(12)),
		after(t, tomorrow, step(s.config(), plancheck.ResourceActionUpdate,
			length("RSA_2048_BIT"), acctest.PublishesDKIM(s.zone, s.identity), acctest.Verified(s.identity), s.sets(12))),
	)
}

// TestAccDomain_updateKeyLengthTooSoon: what SES puts off for a day keeps
// nothing else from being done.
func TestAccDomain_updateKeyLengthTooSoon(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	const short = `dkim = { key_length = "RSA_1024_BIT" }`
	cli := acctest.NewCLI(t, s.config())
	cli.Apply().Want(t, 0)
	cli.Config(s.config(short))
	cli.Apply().Want(t, 0, "1 changed")
	cli.Config(s.config(`dmarc = { policy = "reject" }`))
	cli.Apply().Want(t, 1, "key", "24 hours")
	if err := acctest.Published(s.zone, "_dmarc.example.org", "TXT", `"v=DMARC1; p=reject"`)(nil); err != nil {
		t.Error(err)
	}
	cli.Plan().Want(t, 2, `"RSA_1024_BIT" -> "RSA_2048_BIT"`, "1 to change")
	s.Advance(25 * time.Hour)
	cli.Apply().Want(t, 0, "1 changed")
	cli.Plan().Want(t, 0, "No changes")
	if err := acctest.PublishesDKIM(s.zone, s.identity)(nil); err != nil {
		t.Error(err)
	}
	cli.Destroy().Want(t, 0)
}
