# v=DMARC1; p=quarantine; rua=mailto:dmarc@example.org
output "from_members" {
  value = provider::mailauth::dmarc_render({
    policy = "quarantine"
    rua    = ["mailto:dmarc@example.org"]
  })
}

# A record as it is, but for its policy: v=DMARC1; p=reject; rua=mailto:dmarc@example.org
output "enforced" {
  value = provider::mailauth::dmarc_render(merge(
    provider::mailauth::dmarc_parse("v=DMARC1; p=none; rua=mailto:dmarc@example.org"),
    { policy = "reject" },
  ))
}
