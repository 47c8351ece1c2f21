# Every plan warns when receivers would have to look up more than ten names, where
# they stop. Those that included records look up come on top.
locals {
  spf = provider::mailauth::spf_parse("v=spf1 ip4:192.0.2.0/24 include:amazonses.com ~all")
}

check "spf_lookups" {
  assert {
    condition     = local.spf.lookups <= 10
    error_message = "The SPF record needs ${local.spf.lookups} DNS lookups."
  }
}

# ["amazonses.com"]
output "services_that_send" {
  value = [for m in local.spf.mechanisms : m.value if m.name == "include"]
}
