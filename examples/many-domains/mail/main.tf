terraform {
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

resource "mailauth_domain" "this" {
  domain = var.domain

  dmarc = {
    policy = "quarantine"
    rua    = ["mailto:dmarc@example.org"]
  }
}

output "verified" {
  value       = mailauth_domain.this.verified_for_sending
  description = "Whether SES sends mail from the domain."
}
