# Domains that share their settings: the settings are a module, the domains a set.
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

module "mail" {
  source   = "./mail"
  for_each = toset(["example.org", "shop.example.org", "news.example.org"])

  domain = each.key
}
