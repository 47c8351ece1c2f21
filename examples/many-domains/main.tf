# Domains that share their settings: the settings are a module, the domains a
# map, with what is special about each.
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

variable "domains" {
  type = map(object({
    dmarc_policy = optional(string)
    tags         = optional(map(string))
  }))
  default = {
    "example.org"      = { dmarc_policy = "none" }
    "shop.example.org" = { tags = { team = "shop" } }
    "news.example.org" = {}
  }
}

module "mail" {
  source   = "./mail"
  for_each = var.domains

  domain       = each.key
  dmarc_policy = each.value.dmarc_policy
  tags         = each.value.tags
}

output "not_verified" {
  value = [for domain, mail in module.mail : domain if !mail.verified]
}
