output "record" {
  value = provider::mailauth::spf_render({
    mechanisms = [
      { name = "include", value = "amazonses.com" },
      { name = "ip4", value = "192.0.2.0/24" },
      { name = "all", qualifier = "~" },
    ]
  })
}
