# Plans and makes nothing: credentials that may read are enough.
provider "mailauth" {
  region = "eu-west-1"
}

variables {
  domain = "example.org"
}

run "enforces_by_default" {
  command = plan

  assert {
    condition     = output.records["dmarc"].values == tolist(["v=DMARC1; p=quarantine; rua=mailto:dmarc@example.org"])
    error_message = "The DMARC record is ${join(", ", output.records["dmarc"].values)}."
  }

  assert {
    condition     = output.records["mail_from_mx"].name == "mail.example.org"
    error_message = "Bounces return to ${output.records["mail_from_mx"].name}."
  }
}

run "watches_where_asked_to" {
  command = plan

  variables {
    dmarc_policy = "none"
  }

  assert {
    condition     = startswith(one(output.records["dmarc"].values), "v=DMARC1; p=none;")
    error_message = "The DMARC record is ${join(", ", output.records["dmarc"].values)}."
  }
}

run "refuses_what_is_no_policy" {
  command = plan

  variables {
    dmarc_policy = "refuse"
  }

  expect_failures = [var.dmarc_policy]
}
