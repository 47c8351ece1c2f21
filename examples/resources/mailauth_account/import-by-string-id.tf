import {
  to = mailauth_account.this
  id = "eu-west-1"
}
