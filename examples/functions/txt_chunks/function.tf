# For aws_route53_record, which wants long text in strings of 255 octets.
output "record" {
  value = join("\"\"", provider::mailauth::txt_chunks("v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A"))
}
