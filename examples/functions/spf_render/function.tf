# One list of networks for the firewall and for SPF:
# v=spf1 ip4:192.0.2.0/24 ip4:198.51.100.7 include:amazonses.com ~all
locals {
  senders = ["192.0.2.0/24", "198.51.100.7"]
}

resource "mailauth_domain" "this" {
  domain = "example.org"

  spf = provider::mailauth::spf_render({
    mechanisms = concat(
      [for network in local.senders : { name = "ip4", value = network }],
      [{ name = "include", value = "amazonses.com" }, { name = "all", qualifier = "~" }],
    )
  })
}

# A record without one of its senders.
output "without_the_old_service" {
  value = provider::mailauth::spf_render({
    mechanisms = [
      for m in provider::mailauth::spf_parse("v=spf1 include:old.example include:amazonses.com -all").mechanisms :
      m if m.value != "old.example"
    ]
  })
}
