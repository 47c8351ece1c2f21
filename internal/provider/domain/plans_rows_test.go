package domain_test

import "github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/sesapi"

// situation is a typical plan. Its resource has a domain, a zone and a file of
// its own in one configuration, so that few commands show all of them.
type situation struct {
	// what says the situation to people.
	what string
	// before and after are the lines of the resource when it is applied and when
	// it is planned. Where one of them is empty it is not there yet, or no more.
	before, after string
	// beside stands in the same file, above the resource.
	beside string
	// happens is between the two.
	happens func(*place) error
	// refused says that there is an error, which keeps a CLI from showing plans.
	refused bool
}

// plain is for a resource that says no more than its domain.
const plain = "\n"

func situations() map[string]situation {
	return map[string]situation{
		"create": {what: "A domain is made, with nothing said but its name.", after: plain},
		"create-whole": {what: "A domain is made, with nearly everything said.", after: `
  region      = "eu-west-1"
  on_existing = "fail"
  ttl         = 3600
  spf         = "v=spf1 include:_spf.example.com include:amazonses.com ~all"

  dkim = { key_length = "RSA_2048_BIT" }
  mail_from = {
    domain                 = "bounce.create-whole.example"
    behavior_on_mx_failure = "REJECT_MESSAGE"
    spf                    = "v=spf1 include:amazonses.com ~all"
  }
  dmarc = {
    policy                       = "quarantine"
    subdomain_policy             = "reject"
    nonexistent_subdomain_policy = "reject"
    alignment_spf                = "relaxed"
    rua                          = ["mailto:dmarc@create-whole.example"]
    ruf                          = ["mailto:forensic@create-whole.example"]
    failure_options              = ["1"]
  }

  configuration_set_name      = "news"
  feedback_forwarding_enabled = false
  tags                        = { team = "mail" }
  timeouts                    = { create = "30m" }
`},
		"drift": {what: "Somebody has deleted one of the three DKIM records.", before: plain, after: plain,
			happens: func(p *place) error { return p.remove(p.key(1), "CNAME") }},
		"drift-bad-day": {
			what: "Much has gone wrong under p=reject: signing is off, a DKIM record leads elsewhere, the MX record of\n" +
				"MAIL FROM is gone, and there is a second DMARC record.",
			before: badDay, after: badDay, happens: ruin,
		},
		"change-policy": {what: "The DMARC policy is raised from none to quarantine.",
			before: "  dmarc  = { rua = [\"mailto:dmarc@change-policy.example\"] }\n",
			after:  "  dmarc  = { policy = \"quarantine\", rua = [\"mailto:dmarc@change-policy.example\"] }\n"},
		"change-mail-from": {what: "The MAIL FROM domain gets another name.", before: plain,
			after: "  mail_from = { domain = \"bounce.change-mail-from.example\" }\n"},
		"adopt": {what: "A domain is adopted: SES has it already, unsigned, and somebody has a DMARC record.",
			after: "  on_existing = \"adopt\"\n", happens: occupy},
		"conflict": {what: "SES has the domain already, and somebody has a DMARC record; nobody has said to adopt them.",
			after: plain, happens: occupy, refused: true},
		"import": {
			what: "A domain that was made by hand is imported. Its records have several TTLs, and the configuration asks\n" +
				"for another DMARC policy.",
			beside:  "import {\n  to = mailauth_domain.import\n  id = \"import.example\"\n}\n\n",
			after:   "  dmarc  = { policy = \"quarantine\", rua = [\"mailto:dmarc@import.example\"] }\n",
			happens: makeByHand,
		},
		"destroy": {what: "The resource is removed from the configuration.", before: plain},
		"pending": {
			what:   "The domain is delegated elsewhere, so that SES does not see its records. The first apply was told not\nto wait; this one waits.",
			before: "  wait_for_verification = false\n", after: plain,
		},
	}
}

const badDay = "  dmarc  = { policy = \"reject\", rua = [\"mailto:dmarc@drift-bad-day.example\"] }\n"

func ruin(p *place) error {
	return inOrder(
		func() error { return p.identity.SetSigning(false) },
		func() error { return p.put(p.key(0), "CNAME", 300, "dkim.example.net.") },
		func() error { return p.remove("mail", "MX") },
		func() error { return p.identity.SetMailFromStatus(sesapi.Failed) },
		func() error {
			return p.put("_dmarc", "TXT", 300, `"v=DMARC1; p=reject; rua=mailto:dmarc@drift-bad-day.example"`, `"v=DMARC1; p=none"`)
		})
}

// occupy is somebody who was there first.
func occupy(p *place) error {
	return inOrder(p.identity.Create,
		func() error { return p.identity.SetSigning(false) },
		func() error { return p.put("_dmarc", "TXT", 60, `"site=1"`, `"v=DMARC1; p=quarantine"`) })
}

// makeByHand makes what people make in the console.
func makeByHand(p *place) error {
	if err := inOrder(p.identity.Create, func() error { return p.identity.SetMailFrom(p.under("mail"), "USE_DEFAULT_VALUE") }); err != nil {
		return err
	}
	dkim := p.identity.View().DkimAttributes
	for _, token := range dkim.Tokens {
		if err := p.put(token+"._domainkey", "CNAME", 1800, token+"."+dkim.SigningHostedZone+"."); err != nil {
			return err
		}
	}
	return inOrder(
		func() error { return p.put("mail", "MX", 300, "10 feedback-smtp.eu-west-1.amazonses.com") },
		func() error { return p.put("mail", "TXT", 300, `"v=spf1 include:amazonses.com ~all"`) },
		func() error { return p.put("_dmarc", "TXT", 3600, `"v=DMARC1; p=none;"`) })
}

func inOrder(acts ...func() error) error {
	for _, act := range acts {
		if err := act(); err != nil {
			return err
		}
	}
	return nil
}
