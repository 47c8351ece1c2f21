package main

// configuration is the main.tf of the show: what a real account would need too.
func configuration() string {
	return `terraform {
  required_providers {
    mailauth = {
      source = "mailauth/mailauth"
    }
  }
}

provider "mailauth" {
  region = "` + region + `"
}

resource "mailauth_domain" "this" {
  domain = "` + domain + `"

  dmarc = {
    policy = "quarantine"
    rua    = ["mailto:dmarc@` + domain + `"]
  }
}
`
}

// What the audience reads, in the order of the scenes.
const (
	textPrimer = `Amazon SES sends the mail of your programs: receipts, passwords, newsletters. To send as
shop@example.org, the domain has to be an identity of SES, and its DNS has to confirm it, or receivers file the mail as
spam or refuse it. DKIM is a signature on each message: SES signs, and receivers check it with a public key that they find
through DNS, behind one of three CNAME records. MAIL FROM is the address to which undeliverable mail goes back; its
domain needs an MX record. SPF is a TXT record at that same domain with the servers that may send for it. DMARC is a
TXT record that tells receivers what to do with mail that says it is from example.org and passes neither check (none:
deliver it all the same, quarantine: file it as spam, reject: refuse it), and where to send reports. That is one
identity with its settings and six DNS records, which have to fit each other and to stay as they are. The resource
mailauth_domain is all of it.`

	textStage = `What follows is real: %s, the provider that was just built, their requests, the DNS questions and
answers. Only AWS is not: SES, Route 53 and a DNS server run inside this program. It costs nothing, sends no mail, and
leaves nothing behind. And it is quicker: the real SES takes minutes to find the records, and apply waits for it.`

	textForeign = `The domain is in use already. Its zone holds records of other people, which have to survive everything
that follows.`

	textConfiguration = `The whole configuration, main.tf (credentials, and where the fake AWS is, come from environment
variables):`

	textPlanned = `Nothing is made yet, but the MX, SPF and DMARC records can be reviewed already. Only the names of the
DKIM keys are open: SES chooses them. The zone was found by the domain's name.`

	textApplied = `The identity, its settings, and all six records in one change that succeeds or fails as a whole. SES
has found the records: the domain is verified and may send.`

	textAnswers = `Asked at the zone's name server, as every mail server in the world asks. (The 32 letters of each DKIM
key's name are cut short.)`

	textForeignStay = `And the records of the others, as before:`

	textAccidents = `Months later, three things happen. None of them goes through Terraform, and none shows as an error
anywhere.`

	textAccidentCNAME = `Somebody tidies up the zone and deletes a CNAME record that nobody remembers. Receivers no longer
find the public key for mail signed with that key, so its signature fails; after some days SES gives up on DKIM for the
whole domain.`

	textAccidentDMARC = `Somebody sets the DMARC policy to none for a test, and forgets it. DMARC no longer keeps mail
that is forged in the name of example.org out of inboxes.`

	textAccidentSigning = `Somebody switches DKIM signing off in the SES console. Mail leaves unsigned; only SPF is left to
prove it, and SPF fails as soon as a message is forwarded. DNS shows nothing of this.`

	textDamage = `What receivers find now:`

	textNoticed = `Exit code 2 says that reality is not what the configuration says (0: it is, 1: error); a nightly plan
can raise the alarm by it. All three accidents are there, and nothing else: in dkim, signing is off; in dmarc, the
policy is none; in records, the CNAME has lost its value and the DMARC text is another. TEMPORARY_FAILURE is how SES
itself puts it that it misses the CNAME.`

	textRepaired = `One change of the zone and one of the signing; nothing else was written. DNS again:`

	textEmpty = `And a plan once more:`

	textQuiet = `Exit code 0: no difference is left.`

	textGone = `The identity is gone, and so are the six records. The zone is what it was in scene 2, compared byte for
byte: %d lines, %d bytes, no difference.`

	textBill = `Ours were counted by the fake AWS. Those of hashicorp/aws, for one aws_sesv2_email_identity, one
aws_sesv2_email_identity_mail_from_attributes and six aws_route53_record, follow from its public source code (5.46;
newer versions can plan with fewer, if asked to read a whole zone at once); it never reads nor sets whether SES signs. In
brackets is what our provider asks once per run, for any number of domains: who am I, and which zones are there. The
like of hashicorp/aws is not counted.`

	textEnd = `README.md has a configuration for a real account. All is cleared up.`

	// The number has a line of its own: how long it is must not change where
	// lines break.
	textTime = `Seconds that the show took: %.0f`
)
