data "mailauth_account" "this" {}

# Every plan and apply warns of an account that cannot send as it should, and goes
# on. The data source stands outside the check block: inside, Terraform would read
# it in every apply, so no plan would ever be without changes.
check "sending" {
  assert {
    condition     = data.mailauth_account.this.production_access_enabled
    error_message = "The account is in the sandbox (last review: ${coalesce(data.mailauth_account.this.review_status, "none")})."
  }
  assert {
    condition     = data.mailauth_account.this.sending_enabled && data.mailauth_account.this.enforcement_status == "HEALTHY"
    error_message = "Sending is paused, or AWS is at odds with what the account sends."
  }
  assert {
    condition     = data.mailauth_account.this.sent_last_24_hours < 0.8 * data.mailauth_account.this.max_24_hour_send
    error_message = "More than 80 % of the daily quota is used up."
  }
}

output "verified" {
  value = data.mailauth_account.this.verified_identities
}
