package actions

import (
	"fmt"
	"strings"
)

// simulatorDomain is where every address has one certain answer, and which may
// be sent to from the sandbox too (SES Developer Guide, "Using the mailbox
// simulator").
const simulatorDomain = "@simulator.amazonses.com"

// defaultRecipient takes what it is sent.
const defaultRecipient = "success" + simulatorDomain

// simulated reports whether an address is the mailbox simulator's, and which of
// its mailboxes. A label behind a plus sign does not count.
func simulated(to string) (mailbox string, yes bool) {
	mailbox, yes = strings.CutSuffix(strings.ToLower(to), simulatorDomain)
	mailbox, _, _ = strings.Cut(mailbox, "+")
	return mailbox, yes
}

// fate says what becomes of a message that SES has accepted.
func fate(from, to string) string {
	mailbox, yes := simulated(to)
	if !yes {
		return fmt.Sprintf("SES delivers it to %s; what the receiver finds is in the header Authentication-Results of the message there: look for dkim=pass, spf=pass and dmarc=pass with %s", to, domainOf(from))
	}
	switch mailbox {
	case "success":
		return "the mailbox simulator takes it and keeps silent; a delivery event follows only where events are published"
	case "bounce":
		return "the mailbox simulator refuses it with 550 5.1.1, as if there were no such user; SES reports the bounce, by mail to " + from + " where feedback forwarding is on; neither reputation nor suppression list suffers"
	case "ooto":
		return "the mailbox simulator takes it and answers that its owner is out of the office, to the envelope sender, which is in the MAIL FROM domain"
	case "complaint":
		return "the mailbox simulator takes it and complains of spam; SES reports the complaint, by mail to " + from + " where feedback forwarding is on; the reputation does not suffer"
	case "suppressionlist":
		return "SES makes a hard bounce of it, as if the address were on its global suppression list"
	}
	return fmt.Sprintf("what the mailbox simulator does for %q is not documented; it has success, bounce, ooto, complaint and suppressionlist", mailbox)
}

// domainOf is the domain of an address that has been checked.
func domainOf(address string) string { return address[strings.LastIndex(address, "@")+1:] }
