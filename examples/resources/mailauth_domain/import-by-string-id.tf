import {
  to = mailauth_domain.this
  id = "eu-west-1/example.org"
}
