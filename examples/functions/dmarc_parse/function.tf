# The record that a domain has been published with so far.
locals {
  dmarc = provider::mailauth::dmarc_parse("v=DMARC1; p=quarantine; adkim=s; rua=mailto:dmarc@example.org")
}

# Its attributes are those of the resource.
resource "mailauth_domain" "this" {
  domain = "example.org"

  dmarc = {
    policy         = local.dmarc.policy
    alignment_dkim = local.dmarc.alignment_dkim
    rua            = local.dmarc.rua
  }
}
