resource "mailauth_domain" "this" {
  domain     = "example.org"
  manage_dns = false
}

# What two public resolvers show of the records, which somebody else publishes.
# Inside the check block Terraform would read it in every apply, so no plan would
# ever be without changes.
data "mailauth_dns" "this" {
  domain    = mailauth_domain.this.domain
  records   = mailauth_domain.this.records
  resolvers = ["9.9.9.9", "1.1.1.1"]
}

# Every plan and apply warns of what is missing or wrong, and goes on.
check "mail_dns" {
  assert {
    condition     = data.mailauth_dns.this.ok
    error_message = join("\n", data.mailauth_dns.this.findings[*].text)
  }
}

# The records that still have to be published.
output "missing" {
  value = [for key, result in data.mailauth_dns.this.results : key if result.verdict == "missing"]
}
