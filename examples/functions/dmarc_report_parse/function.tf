# Who sends mail in the name of the domain and passes neither by DKIM nor by SPF?
# Reports come packed: then it is filebase64("report.xml.gz").
output "unknown_senders" {
  value = {
    for s in provider::mailauth::dmarc_report_parse(file("${path.module}/report.xml")).totals.sources :
    s.source_ip => s.alignment.neither if s.alignment.neither > 0
  }
}
