# SES in account 111122223333, the hosted zone of example.org in account
# 444455556666, where the role mail-dns may write its mail records.
terraform {
  required_version = ">= 1.8"

  required_providers {
    mailauth = {
      source = "mailauth/mailauth"
    }
  }
}

provider "mailauth" {
  region              = "eu-west-1"
  allowed_account_ids = ["111122223333"]

  route53 {
    assume_role {
      role_arn     = "arn:aws:iam::444455556666:role/mail-dns"
      session_name = "mail"
    }
  }
}

resource "mailauth_domain" "this" {
  domain = "example.org"
}
