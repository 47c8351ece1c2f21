# Every domain of the provider's region that is an identity of SES.
list "mailauth_domain" "all" {
  provider = mailauth
}

# Some domains of another region, each with its settings, so that
# `terraform query -generate-config-out=domains.tf` writes them down.
list "mailauth_domain" "shops" {
  provider         = mailauth
  include_resource = true
  limit            = 500

  config {
    region        = "eu-central-1"
    name_contains = "shop"
  }
}
