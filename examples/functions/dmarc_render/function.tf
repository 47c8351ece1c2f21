# The record as it is, with a stricter policy.
output "record" {
  value = provider::mailauth::dmarc_render(merge(
    provider::mailauth::dmarc_parse("v=DMARC1; p=none; rua=mailto:dmarc@example.org"),
    { policy = "quarantine" },
  ))
}
