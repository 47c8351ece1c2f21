# DMARC from none to reject, by what receivers report. Aggregate reports are put
# into the folder reports, as they came by mail; the check warns of a policy for
# which they give no reason.
terraform {
  required_version = ">= 1.8"

  required_providers {
    mailauth = {
      source = "mailauth/mailauth"
    }
  }
}

provider "mailauth" {
  region = "eu-west-1"
}

variable "policy" {
  type        = string
  description = "DMARC policy: none, then quarantine, then reject."
  default     = "none"
}

# How much has to be known before mail may be lost: at least so many messages, and
# of those that fail at most so large a share.
variable "enough" {
  type = object({ messages = number, failing = number })
  default = {
    messages = 100
    failing  = 0.02
  }
}

locals {
  domain = "example.org"

  all = [
    for file in fileset(path.module, "reports/*.{xml,gz,zip}") :
    provider::mailauth::dmarc_report_parse(filebase64("${path.module}/${file}"))
  ]
  reports = [for report in local.all : report if report.policy_published.domain == local.domain]

  messages = sum(concat([0], local.reports[*].totals.messages))
  failed   = sum(concat([0], local.reports[*].totals.alignment.neither))
  sources  = flatten(local.reports[*].totals.sources)
}

resource "mailauth_domain" "this" {
  domain = local.domain

  dmarc = {
    policy = var.policy
    rua    = ["mailto:dmarc@example.org"]
  }
}

check "dmarc_reports" {
  assert {
    condition     = var.policy == "none" || local.messages >= var.enough.messages
    error_message = "p=${var.policy} is too early: reports are there of ${local.messages} messages, and of ${var.enough.messages} they have to be."
  }

  assert {
    condition     = var.policy == "none" || local.failed <= var.enough.failing * local.messages
    error_message = "p=${var.policy} is too early: ${local.failed} of ${local.messages} messages fail DMARC. The output failing has their sources."
  }
}

output "messages" {
  value = "${local.messages - local.failed} of ${local.messages} messages pass DMARC"
}

# Who sends as the domain without being authenticated, and how much.
output "failing" {
  value = {
    for source in local.sources : source.source_ip => source.alignment.neither...
    if source.alignment.neither > 0
  }
}
