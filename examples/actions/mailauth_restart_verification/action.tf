# The records are published at last, but SES has given up to look for them:
# terraform apply -invoke=action.mailauth_restart_verification.example
action "mailauth_restart_verification" "example" {
  config {
    domain = "example.org"
    region = "eu-west-1"
  }
}
