package spf

import (
	"context"
	"math/rand/v2"
	"net"
	"net/netip"
	"strings"
	"testing"

	blitiri "blitiri.com.ar/go/spf"
)

// TestAgainstBlitiri compares the results of random valid records with an
// implementation that does not know the tree. It reads terms one by one until
// one matches, so it is no judge of the grammar.
func TestAgainstBlitiri(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(7208, 2))
	compared := map[string]int{}
	for range 3000 {
		text := composed(randomBytes(random, 1+random.IntN(8)))
		if _, err := Parse(text); err != nil || differsKnowingly(text) {
			continue
		}
		sender := uint8(random.IntN(24))
		want := outcome(text, sender).result
		if got := blitiriOutcome(t, text, sender); got != want {
			t.Errorf("%q from sender %d: %s, blitiri says %s", text, sender, want, got)
		}
		compared[want]++
	}
	for _, result := range []string{pass, fail, softFail, neutral, permError, tempError} {
		if compared[result] < 10 {
			t.Errorf("only %d records of result %s were compared", compared[result], result)
		}
	}
}

// differsKnowingly names the records that this implementation reads otherwise:
//   - %{p} is answered as if it were a syntax error, with permerror
//   - ip6 with a mapped address matches IPv4, against RFC 7208 section 5
//   - the second ptr asks no DNS, so that its void lookup is not counted
func differsKnowingly(text string) bool {
	text = strings.ToLower(text)
	return strings.Contains(text, "%{p}") || strings.Contains(text, "::ffff:") || strings.Count(text, "ptr") > 1
}

func blitiriOutcome(t *testing.T, text string, sender uint8) string {
	t.Helper()
	z, ip, from := scene(text, sender)
	result, _ := blitiri.CheckHostWithSender(net.IP(ip.AsSlice()), "mail.example.net", from, blitiri.WithResolver(resolver{z}))
	return string(result)
}

// resolver offers a zone as blitiri asks for it.
type resolver struct{ zone zone }

func (r resolver) lookup(name, kind string) ([]string, error) {
	values, err := r.zone.lookup(name, kind)
	switch {
	case err != nil:
		return nil, &net.DNSError{Err: err.Error(), Name: name, IsTemporary: true, IsTimeout: true}
	case len(values) == 0:
		return nil, &net.DNSError{Err: "no such host", Name: name, IsNotFound: true}
	}
	return values, nil
}

func (r resolver) LookupTXT(_ context.Context, name string) ([]string, error) {
	return r.lookup(name, "TXT")
}

func (r resolver) LookupMX(_ context.Context, name string) ([]*net.MX, error) {
	hosts, err := r.lookup(name, "MX")
	var out []*net.MX
	for _, host := range hosts {
		out = append(out, &net.MX{Host: host})
	}
	return out, err
}

func (r resolver) LookupIPAddr(_ context.Context, host string) ([]net.IPAddr, error) {
	var out []net.IPAddr
	for _, kind := range []string{"A", "AAAA"} {
		addresses, err := r.zone.lookup(host, kind)
		if err != nil {
			return nil, &net.DNSError{Err: err.Error(), Name: host, IsTemporary: true}
		}
		for _, a := range addresses {
			out = append(out, net.IPAddr{IP: net.ParseIP(a)})
		}
	}
	if len(out) == 0 {
		return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
	}
	return out, nil
}

func (r resolver) LookupAddr(_ context.Context, addr string) ([]string, error) {
	return r.lookup(reverseName(netip.MustParseAddr(addr)), "PTR")
}
