variable "dkim_record" {
  description = "Text of a DKIM key record, longer than one string of a TXT record."
  type        = string
}

# As aws_route53_record wants it: the strings in one value, with quotation marks
# between.
output "route53_value" {
  value = join("\"\"", provider::mailauth::txt_chunks(var.dkim_record))
}

# As a line of a zone file.
output "zone_file_line" {
  value = format("selector._domainkey 300 IN TXT %s", join(" ", [
    for chunk in provider::mailauth::txt_chunks(var.dkim_record) : format("%q", chunk)
  ]))
}
