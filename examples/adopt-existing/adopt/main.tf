# A domain that may exist already, in part or as a whole: what is missing is made,
# what is there taken over. Conflicting values are replaced, and the plan warns
# with each of them, old and new. DKIM keys stay.
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

resource "mailauth_domain" "this" {
  domain      = "example.org"
  on_existing = "adopt"

  dmarc = {
    policy = "none"
    rua    = ["mailto:dmarc@example.org"]
  }
}
