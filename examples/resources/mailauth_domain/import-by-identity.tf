import {
  to = mailauth_domain.this
  identity = {
    domain = "example.org"
    region = "eu-west-1"
  }
}
