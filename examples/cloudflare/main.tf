# A domain that sends through Amazon SES, and whose DNS is at Cloudflare.
terraform {
  required_version = ">= 1.8"

  required_providers {
    mailauth = {
      source = "mailauth/mailauth"
    }
    cloudflare = {
      source  = "cloudflare/cloudflare"
      version = "~> 5.0"
    }
  }
}

variable "cloudflare_zone_id" {
  type        = string
  description = "Id of the zone example.org at Cloudflare."
}

provider "mailauth" {
  region = "eu-west-1"
}

# The token is in CLOUDFLARE_API_TOKEN.
provider "cloudflare" {}

# Only SES is touched. The keys of records are known before anything is made, so
# they serve as for_each; the names of the DKIM records are known after.
resource "mailauth_domain" "this" {
  domain     = "example.org"
  manage_dns = false

  dmarc = {
    policy = "quarantine"
    rua    = ["mailto:dmarc@example.org"]
  }
}

locals {
  # Cloudflare takes the preference of an MX record apart from its host, and text
  # in quotes, in pieces of at most 255 octets.
  cloudflare = {
    for key, record in mailauth_domain.this.records : key => {
      name     = record.name
      type     = record.type
      ttl      = record.ttl
      priority = record.type == "MX" ? tonumber(split(" ", one(record.values))[0]) : null
      content = (
        record.type == "MX" ? split(" ", one(record.values))[1] :
        record.type == "TXT" ? join(" ", formatlist("\"%s\"", provider::mailauth::txt_chunks(one(record.values)))) :
        one(record.values)
      )
    }
  }
}

resource "cloudflare_dns_record" "mail" {
  for_each = local.cloudflare

  zone_id  = var.cloudflare_zone_id
  name     = each.value.name
  type     = each.value.type
  ttl      = each.value.ttl
  content  = each.value.content
  priority = each.value.priority
  proxied  = false # a proxied CNAME answers with addresses, and SES never finds it
}

# What the world sees of the records, once they are published.
data "mailauth_dns" "this" {
  domain    = mailauth_domain.this.domain
  records   = mailauth_domain.this.records
  resolvers = ["1.1.1.1", "9.9.9.9"]

  depends_on = [cloudflare_dns_record.mail]
}

check "mail_dns" {
  assert {
    condition     = data.mailauth_dns.this.ok
    error_message = join("\n", data.mailauth_dns.this.findings[*].text)
  }
}
