# A domain that another configuration keeps, in the region that sends.
data "mailauth_domain" "this" {
  domain = "example.org"
  region = "eu-west-1"
}

# Every plan and apply warns of what keeps its mail from being authenticated, and
# goes on. The data source stands outside the check block: inside, Terraform would
# read it in every apply, so no plan would ever be without changes.
check "mail" {
  assert {
    condition     = data.mailauth_domain.this.ok
    error_message = join("\n", data.mailauth_domain.this.findings[*].text)
  }
}

# What stands in the hosted zone.
output "policy" {
  value = data.mailauth_domain.this.records["dmarc"].values
}

# Whoever sends may do so by this ARN, once SES has verified the domain.
output "identity" {
  value = data.mailauth_domain.this.arn

  precondition {
    condition     = data.mailauth_domain.this.verified_for_sending
    error_message = "SES has not verified the domain."
  }
}
