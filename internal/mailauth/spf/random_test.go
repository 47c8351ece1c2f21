package spf

import (
	"math/rand/v2"
	"net/netip"
	"strings"
	"testing"
)

// words are the terms of which random records are made; they are few, so that
// equal records are found often.
func words() []string {
	return []string{
		"ip4:192.0.2.1", "ip4:192.0.2.7/24", "ip4:192.0.2.0/24", "ip4:192.0.2.1/32", "-ip4:192.0.2.1", "~ip4:192.0.2.0/25",
		"ip6:2001:db8::1", "ip6:2001:DB8:0::/32", "ip6:2001:db8::1/128", "ip6:::ffff:192.0.2.1", "?ip6:2001:db8::/33",
		"a", "A:%{d}", "a:one.example", "a:ONE.example.", "-a:one.example/24", "a/32//128", "a//64", "a/24", "a:two.example//64",
		"mx", "mx:one.example", "+mx:%{d}", "mx/24//64", "ptr", "ptr:%{d}", "ptr:one.example",
		"include:one.example", "include:two.example", "INCLUDE:one.example", "-include:two.example", "include:lost.example",
		"include:slow.example", "include:%{d}", "exists:%{ir}.list.example", "exists:%{i}.list.example", "exists:%{l}.user.example",
		"exists:%{L}.user.example", "exists:%{l1r-}.user.example", "exists:%{d2}.user.example", "exists:%{p}.user.example",
		"all", "-all", "~all", "?all", "+all", "redirect=one.example", "redirect=ONE.example.", "redirect=two.example",
		"exp=why.example", "exp=WHY.example.", "exp=%{d}.why.example", "foo=bar", "Foo=%{t}", "ra=postmaster", "ra=Postmaster",
	}
}

// senders are addresses that some of the words match.
func senders() []string {
	return []string{
		"192.0.2.1", "192.0.2.7", "192.0.2.200", "198.51.100.1", "2001:db8::1", "2001:db8:8000::1", "2001:db9::1", "::ffff:192.0.2.1",
	}
}

// wordZone is the DNS that the words ask.
func wordZone() zone {
	return zone{
		"example.com":              {"A": {"192.0.2.200"}, "AAAA": {"2001:db8::1"}, "MX": {"one.example"}},
		"one.example":              {"A": {"192.0.2.1", "198.51.100.9"}, "AAAA": {"2001:db8:8000::9"}, "MX": {"two.example", "example.com"}, "TXT": {"v=spf1 a -all exp=why.example"}},
		"two.example":              {"A": {"198.51.100.1"}, "AAAA": {"2001:db8:8000::1"}, "TXT": {"v=spf1 ip4:192.0.2.7 include:one.example ?all"}},
		"slow.example":             {timeout: nil},
		"why.example":              {"TXT": {"%{i} is not %{d}"}},
		"joe.user.example":         {"A": {"127.0.0.2"}},
		"q.user.example":           {"A": {"127.0.0.2"}},
		"7.2.0.192.list.example":   {"A": {"127.0.0.2"}},
		"192.0.2.200.list.example": {"A": {"127.0.0.2"}},
		"1.2.0.192.in-addr.arpa":   {"PTR": {"one.example."}},
		"200.2.0.192.in-addr.arpa": {"PTR": {"example.com"}},
		"example.com.why.example":  {"TXT": {"see %{h}"}},
		"example.com.user.example": {"A": {"127.0.0.2"}},
		"one.example.user.example": {"A": {"127.0.0.2"}},
		"joe-q.user.example":       {"A": {"127.0.0.2"}},
	}
}

// scene is the zone with a record at example.com, and the address and mailbox
// that a number chooses.
func scene(text string, sender uint8) (zone, netip.Addr, string) {
	z := wordZone()
	z["example.com"]["TXT"] = []string{text}
	ips, locals := senders(), []string{"joe", "Joe-Q", "a.b"}
	ip := netip.MustParseAddr(ips[int(sender)%len(ips)])
	return z, ip.Unmap(), locals[int(sender)/len(ips)%len(locals)] + "@example.com"
}

// composed is the record whose terms the bytes choose.
func composed(terms []byte) string {
	all := words()
	parts := []string{"v=spf1"}
	for _, b := range terms[:min(len(terms), 14)] {
		parts = append(parts, all[int(b)%len(all)])
	}
	return strings.Join(parts, " ")
}

// changed makes changes that often keep the meaning, and often do not: swap
// neighbours, repeat a term, drop one, put one in, change case or a length.
func changed(text string, changes []byte) string {
	all := words()
	for i := 0; i+1 < len(changes) && i < 12; i += 2 {
		parts := strings.Split(text, " ")
		at := 1
		if len(parts) > 1 {
			at = 1 + int(changes[i+1])%(len(parts)-1)
		}
		if len(parts) == 1 {
			parts = append(parts, "?all")
		}
		switch changes[i] % 8 {
		case 0:
			next := min(at+1, len(parts)-1)
			parts[at], parts[next] = parts[next], parts[at]
		case 1:
			parts = append(parts[:at], append([]string{parts[at]}, parts[at:]...)...)
		case 2:
			parts = append(parts[:at], parts[at+1:]...)
		case 3:
			parts = append(parts, all[int(changes[i+1])%len(all)])
		case 4:
			if !strings.Contains(parts[at], "%") {
				parts[at] = strings.ToUpper(parts[at])
			}
		case 5:
			parts[at] = all[int(changes[i+1])%len(all)]
		case 6:
			parts = append(parts[:at], append([]string{all[int(changes[i+1])%len(all)]}, parts[at:]...)...)
		case 7:
			parts[at] = "+" + strings.TrimPrefix(parts[at], "+")
		}
		text = strings.Join(parts, " ")
	}
	return text
}

// TestEqualRecordsEvaluateAlike is FuzzEqualEvaluates over a fixed sequence, and
// makes sure that the comparison is not empty.
func TestEqualRecordsEvaluateAlike(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(7208, 1))
	equal, differ := 0, 0
	for range 6000 {
		a := composed(randomBytes(random, random.IntN(8)))
		b := changed(a, randomBytes(random, 2+2*random.IntN(3)))
		if a == b {
			continue
		}
		same := Equal(a, b)
		for sender := range uint8(3 * len(senders())) {
			x, y := outcome(a, sender), outcome(b, sender)
			if same && x != y {
				t.Fatalf("%q and %q are equal but give %v and %v", a, b, x, y)
			}
			if x != y {
				differ++
				break
			}
		}
		if same {
			equal++
		}
	}
	if equal < 500 || differ < 500 {
		t.Errorf("%d equal and %d differing pairs, want at least 500 of each", equal, differ)
	}
}

func randomBytes(random *rand.Rand, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(random.Uint32())
	}
	return b
}
