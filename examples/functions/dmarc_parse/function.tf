output "policy" {
  value = provider::mailauth::dmarc_parse("v=DMARC1; p=none; rua=mailto:dmarc@example.org").policy
}
