package survey

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/dmarc"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// dmarc asks the domains of foreign report addresses whether they agree (RFC
// 9990 section 4).
func (l *look) dmarc(ctx context.Context, text string) {
	if _, err := dmarc.Parse(text); err != nil {
		l.add(Error, fmt.Sprintf("%s is %s, which receivers ignore: %s.", l.result.Key, quoted(l.result.Seen), err), "publish a valid record")
		return
	}
	// A record at another name is not one for a domain.
	policy, found := strings.CutPrefix(string(l.result.Name), "_dmarc.")
	destinations, err := dmarc.ExternalDestinations(policy, text)
	if !found || err != nil {
		return
	}
	var asked []string
	for _, d := range destinations {
		if !slices.Contains(asked, d.Name) {
			asked = append(asked, d.Name)
			l.agrees(ctx, d)
		}
	}
}

func (l *look) agrees(ctx context.Context, d dmarc.Destination) {
	name, err := rr.ParseName(d.Name)
	if err != nil {
		l.add(Error, fmt.Sprintf("Reports to %s go nowhere: %s is outside the domain, and the name at which it would have to agree, %s, cannot be asked for (RFC 9990 section 4).",
			d.URI, d.Host, d.Name), "use another address for reports")
		return
	}
	answer, err := l.dns.Lookup(ctx, rr.Key{Name: name, Type: rr.TXT})
	switch {
	case err != nil:
		l.unanswered(err, fmt.Sprintf("So it is not known whether %s agrees to receive reports.", d.Host))
	case !slices.ContainsFunc(answer.Values, dmarc.IsRecord):
		l.add(Error, fmt.Sprintf("Receivers send no reports to %s: %s is outside the domain, and does not agree at TXT %s (RFC 9990 section 4).", d.URI, d.Host, name),
			fmt.Sprintf("publish %q there, or have whoever runs %s do it; or use an address inside the domain", d.Text, d.Host))
	}
}
