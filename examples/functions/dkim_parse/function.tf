# A revoked key has an empty "p".
output "revoked" {
  value = provider::mailauth::dkim_parse("v=DKIM1; k=rsa; p=").revoked
}
