# v=spf1 include:amazonses.com include:_spf.crm.example ~all
output "one_record_for_all_senders" {
  value = provider::mailauth::spf_merge(
    "v=spf1 include:amazonses.com ~all",
    "v=spf1 include:_spf.crm.example -all",
  )
}

# The first record decides how the result ends:
# v=spf1 include:amazonses.com include:_spf.crm.example -all
output "the_same_but_strict" {
  value = provider::mailauth::spf_merge(
    "v=spf1 -all",
    "v=spf1 include:amazonses.com ~all",
    "v=spf1 include:_spf.crm.example ~all",
  )
}
