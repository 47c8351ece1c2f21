# A domain that sends already, with an SES identity and records that somebody made
# in the console. The import takes everything over as it stands and writes
# nothing; the plan shows where this configuration says something else.
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

import {
  to = mailauth_domain.this
  id = "example.org"
}

resource "mailauth_domain" "this" {
  domain = "example.org"

  dmarc = {
    policy = "none"
    rua    = ["mailto:dmarc@example.org"]
  }
}
