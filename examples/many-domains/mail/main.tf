# What all domains have in common. Its tests: `terraform test` in this folder.
terraform {
  required_version = ">= 1.8"

  required_providers {
    mailauth = {
      source = "mailauth/mailauth"
    }
  }
}

variable "domain" {
  type        = string
  description = "Domain to send mail from. Its public zone, or that of a parent, is in this account."
}

variable "dmarc_policy" {
  type        = string
  description = "What receivers do with mail that is not authenticated: quarantine or reject; none for a domain that is new to DMARC."
  default     = "quarantine"
  nullable    = false

  validation {
    condition     = contains(["none", "quarantine", "reject"], var.dmarc_policy)
    error_message = "The DMARC policy is none, quarantine or reject."
  }
}

variable "tags" {
  type        = map(string)
  description = "Tags of the SES identity."
  default     = null
}

resource "mailauth_domain" "this" {
  domain = var.domain
  tags   = var.tags

  dmarc = {
    policy = var.dmarc_policy
    rua    = ["mailto:dmarc@example.org"]
  }
}

output "verified" {
  value       = mailauth_domain.this.verified_for_sending
  description = "Whether SES sends mail from the domain."
}

output "records" {
  value       = mailauth_domain.this.records
  description = "The DNS records of the domain, by role."
}
