variable "dkim_record" {
  description = "TXT value at the selector of a service that signs for the domain."
  type        = string
}

locals {
  key = provider::mailauth::dkim_parse(var.dkim_record)
}

check "dkim_key" {
  assert {
    condition     = !local.key.revoked && !local.key.testing
    error_message = "The DKIM key is revoked, or only being tested."
  }

  assert {
    condition     = local.key.key_type != "rsa" || coalesce(local.key.bits, 0) >= 2048
    error_message = "The DKIM key is shorter than RFC 8301 wants."
  }
}
