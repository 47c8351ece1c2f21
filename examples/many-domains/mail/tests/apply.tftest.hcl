# Makes the domain, waits until SES has verified it, and destroys it again. Where
# it exists already the test fails and touches nothing.
provider "mailauth" {
  region = "eu-west-1"
}

variables {
  domain = "example.org"
}

run "is_verified" {
  assert {
    condition     = output.verified
    error_message = "SES has not verified the domain."
  }

  assert {
    condition     = length(setsubtract(["dkim_1", "dkim_2", "dkim_3"], keys(output.records))) == 0
    error_message = "There are no DKIM records."
  }
}
