# Who may send for this domain?
output "includes" {
  value = [
    for m in provider::mailauth::spf_parse("v=spf1 include:amazonses.com include:_spf.example.net ~all").mechanisms :
    m.value if m.name == "include"
  ]
}
