resource "mailauth_domain" "example" {
  domain = "example.org"

  # A message is sent as soon as the domain is made and verified.
  lifecycle {
    action_trigger {
      events  = [after_create]
      actions = [action.mailauth_send_test_email.works]
    }
  }
}

action "mailauth_send_test_email" "works" {
  config {
    from = "postmaster@${mailauth_domain.example.domain}"
  }
}

# Sent on request only, to see what a bounce looks like:
# terraform apply -invoke=action.mailauth_send_test_email.bounce
action "mailauth_send_test_email" "bounce" {
  config {
    from    = "postmaster@example.org"
    to      = "bounce@simulator.amazonses.com"
    subject = "This one bounces"
  }
}
