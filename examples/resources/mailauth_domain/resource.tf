# All that a domain needs: SES identity, DKIM, MAIL FROM, SPF and DMARC, in the
# public zone of that name.
resource "mailauth_domain" "this" {
  domain = "example.org"
}

# Receivers are asked to quarantine what fails, and to report.
resource "mailauth_domain" "enforced" {
  domain = "shop.example.org"

  mail_from = {
    domain                 = "bounce.shop.example.org"
    behavior_on_mx_failure = "REJECT_MESSAGE"
  }

  dmarc = {
    policy = "quarantine"
    rua    = ["mailto:dmarc@example.org"]
  }

  tags = {
    team = "shop"
  }
}

# The zone is hosted elsewhere: only SES is touched, and records holds what to
# publish there. Its keys are known before anything is made.
resource "mailauth_domain" "foreign_dns" {
  domain     = "example.net"
  manage_dns = false
}

output "publish_at_the_other_host" {
  value = mailauth_domain.foreign_dns.records
}
