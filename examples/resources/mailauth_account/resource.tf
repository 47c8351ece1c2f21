# The request that lets the account out of the sandbox, in the provider's region.
# AWS reviews it; an apply does not wait.
resource "mailauth_account" "this" {
  production_access = {
    mail_type                 = "TRANSACTIONAL"
    website_url               = "https://www.example.org"
    additional_contact_emails = ["postmaster@example.org"]
    use_case_description      = <<-EOT
      Receipts and password links for the customers of our shop, about 2,000 a day,
      each one asked for by its recipient. Addresses that bounce or complain are
      suppressed at once; every message says how to write to us.
    EOT
  }

  # Addresses that bounce hard or complain get nothing more.
  suppressed_reasons = ["BOUNCE", "COMPLAINT"]
}

# PENDING, then GRANTED or DENIED.
output "review" {
  value = mailauth_account.this.review_status
}

# The sandbox is one of each region.
resource "mailauth_account" "us" {
  region             = "us-east-1"
  suppressed_reasons = ["BOUNCE", "COMPLAINT"]
}
