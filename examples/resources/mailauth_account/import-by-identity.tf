import {
  to = mailauth_account.this
  identity = {
    region = "eu-west-1"
  }
}
