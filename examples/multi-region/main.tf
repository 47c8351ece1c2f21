# One domain that sends from two regions: one set of DKIM records, and everything
# that can exist once only in the first.
terraform {
  required_version = ">= 1.8"

  required_providers {
    mailauth = {
      source = "mailauth/mailauth"
    }
  }
}

provider "mailauth" {
  region = "eu-west-1"
}

resource "mailauth_domain" "ireland" {
  domain = "example.org"
  dmarc  = { policy = "none", rua = ["mailto:dmarc@example.org"] }
}

resource "mailauth_domain" "virginia" {
  domain = "example.org"
  region = "us-east-1"

  # The keys, and so the CNAME records, are those of Ireland.
  dkim = { parent_region = mailauth_domain.ireland.region }

  # The MX of a MAIL FROM domain names one region.
  mail_from = { domain = "mail-us.example.org" }

  # A domain has one DMARC record.
  dmarc = { enabled = false }
}
