# A name may have one SPF record only; this authorises the senders of both.
output "record" {
  value = provider::mailauth::spf_merge(
    "v=spf1 include:amazonses.com ~all",
    "v=spf1 ip4:192.0.2.0/24 -all",
  )
}
