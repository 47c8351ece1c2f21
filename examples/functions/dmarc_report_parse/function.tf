variable "report" {
  description = "Path of an aggregate report as a receiver sent it: XML packed by gzip or zip."
  type        = string
}

locals {
  report = provider::mailauth::dmarc_report_parse(filebase64(var.report))
}

# The next step of the DMARC ramp is for when nearly all mail passes.
check "ready_for_quarantine" {
  assert {
    condition     = local.report.totals.aligned >= 0.98 * local.report.totals.messages
    error_message = "${local.report.totals.alignment.neither} of ${local.report.totals.messages} messages failed DMARC."
  }
}

# Who sends as the domain without being authenticated, and how much.
output "unauthenticated_sources" {
  value = {
    for s in local.report.totals.sources : s.source_ip => s.alignment.neither
    if s.alignment.neither > 0
  }
}
