# As in ../role, with credentials for each account in a profile of its own.
terraform {
  required_version = ">= 1.8"

  required_providers {
    mailauth = {
      source = "mailauth/mailauth"
    }
  }
}

provider "mailauth" {
  region  = "eu-west-1"
  profile = "mail"

  route53 {
    profile = "dns"
  }
}

resource "mailauth_domain" "this" {
  domain = "example.org"
}
