# For a zone that is managed elsewhere.
output "mx" {
  value = provider::mailauth::mail_from_mx("eu-west-1")
}
