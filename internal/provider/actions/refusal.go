package actions

import (
	"errors"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/mailauth/terraform-provider-mailauth/internal/provider/remedy"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
)

// notSent says why SES did not accept a message (SES API Reference, SendEmail,
// "Errors"). What is no matter of sending has the same remedy as everywhere.
func notSent(err error, from, to, region string) diag.Diagnostic {
	var api *reconcile.APIError
	if !errors.As(err, &api) {
		return remedy.Failure(err, "send a test email")
	}
	found := strings.TrimSuffix(err.Error(), ".") + "."
	say := func(what, fix string) diag.Diagnostic {
		return diag.NewErrorDiagnostic(what, remedy.Detail(found, fix))
	}
	at := func(attribute, what, fix string) diag.Diagnostic {
		return diag.NewAttributeErrorDiagnostic(path.Root(attribute), what, remedy.Detail(found, fix))
	}
	switch api.Code {
	case "MessageRejected":
		return rejected(at, from, to, region)
	case "SendingPausedException":
		return say("Sending is paused", fmt.Sprintf("find out why it was paused, then switch it on again, for the account or for the default configuration set of the identity, whichever pauses:\n"+
			"    aws sesv2 put-account-sending-attributes --sending-enabled --region %s\n"+
			"    aws sesv2 put-configuration-set-sending-options --sending-enabled --region %[1]s --configuration-set-name NAME", region))
	case "AccountSuspendedException":
		return say("Account is suspended", "answer the case that AWS Support has opened; SES sends nothing for the account until it is settled.")
	case "MailFromDomainNotVerifiedException":
		return at("from", "MAIL FROM domain is not verified",
			"publish its MX record (`terraform plan` of mailauth_domain shows whether it stands) and wait until SES has seen it; or set mail_from.behavior_on_mx_failure = \"USE_DEFAULT_VALUE\" there, with which SES sends all the same.")
	case "LimitExceededException", "TooManyRequestsException", "Throttling", "ThrottlingException":
		return overQuota(say, to)
	case "NotFoundException":
		return at("from", "Configuration set does not exist", fmt.Sprintf("correct configuration_set_name of the identity that sends for %s, or make the configuration set.", from))
	}
	return remedy.Failure(err, "send a test email from "+domainOf(from))
}

// rejected is said of addresses that are not verified. SES names them in its
// text alone; the simulator's never are among them.
func rejected(at func(attribute, what, fix string) diag.Diagnostic, from, to, region string) diag.Diagnostic {
	verify := fmt.Sprintf("send from a domain that SES has verified in %s; `terraform plan` of its mailauth_domain shows why %s is none", region, domainOf(from))
	if _, yes := simulated(to); yes {
		return at("from", "Sender is not verified", verify+".")
	}
	return at("to", "Sender or recipient is not verified",
		"leave out `to`: the mailbox simulator needs no verification; while the account is in the sandbox, every other recipient does. If it is the sender that SES names: "+verify+".")
}

func overQuota(say func(what, fix string) diag.Diagnostic, to string) diag.Diagnostic {
	if _, yes := simulated(to); yes {
		return say("SES takes no more mail for now", "run the action again in some minutes; the rate of the account is used up, and the simulator counts for it.")
	}
	return say("SES takes no more mail for now", "leave out `to`: the mailbox simulator does not count against the daily quota; or run the action again when less has been sent in the 24 hours before; or ask AWS for a higher quota (Service Quotas, Amazon SES).")
}
