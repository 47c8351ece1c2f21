# The domain signs with a key that is kept elsewhere. Neither the plan nor the
# state has it: the variable is ephemeral, the argument write-only.
terraform {
  required_version = ">= 1.11"

  required_providers {
    mailauth = {
      source = "mailauth/mailauth"
    }
  }
}

provider "mailauth" {
  region = "eu-west-1"
}

# PEM, such as `openssl genrsa 2048` writes: TF_VAR_dkim_key="$(cat dkim.pem)"
variable "dkim_key" {
  type      = string
  ephemeral = true
}

resource "mailauth_domain" "this" {
  domain = "example.org"

  dkim = {
    selector               = "ses-2026a"
    private_key_wo         = var.dkim_key
    private_key_wo_version = 1
  }
}
