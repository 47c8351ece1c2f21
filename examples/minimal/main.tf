# One domain and nothing else. Credentials are those of the environment.
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
  domain = "example.org"
}

output "verified" {
  value = mailauth_domain.this.verified_for_sending
}
