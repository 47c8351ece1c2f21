package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/dnsserver"
)

func TestResolver(t *testing.T) {
	t.Parallel()
	world := fakeaws.New(fakeaws.Options{})
	if err := world.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = world.Close() })
	long := strings.Repeat("x", 255)
	err := world.Account(fakeaws.DefaultAccount).CreateZone("example.org").Put(
		fakeaws.Set{Name: "a.example.org", Type: "A", TTL: 60, Values: []string{"192.0.2.2", "192.0.2.1"}},
		fakeaws.Set{Name: "c.example.org", Type: "CNAME", TTL: 60, Values: []string{"target.example.net"}},
		fakeaws.Set{Name: "m.example.org", Type: "MX", TTL: 60, Values: []string{"10 mx.example.net."}},
		fakeaws.Set{Name: "t.example.org", Type: "TXT", TTL: 60, Values: []string{`"one" " two"`}},
		fakeaws.Set{Name: "long.example.org", Type: "TXT", TTL: 60, Values: []string{strings.Repeat(`"`+long+`" `, 3)}},
		fakeaws.Set{Name: "broken.example.org", Type: "TXT", TTL: 60, Values: []string{`"x"`}},
	)
	if err != nil {
		t.Fatal(err)
	}
	world.SetDNSHook(func(name, _ string) dnsserver.Behaviour {
		if strings.HasPrefix(name, "broken.") {
			return dnsserver.ServFail
		}
		return dnsserver.Answer
	})
	for name, tc := range map[string]struct {
		name, typ string
		want      []string
		fails     bool
	}{
		"addresses are sorted":                    {name: "a.example.org", typ: "A", want: []string{"192.0.2.1", "192.0.2.2"}},
		"a final dot is not shown":                {name: "c.example.org", typ: "CNAME", want: []string{"target.example.net"}},
		"an MX has its preference":                {name: "m.example.org", typ: "MX", want: []string{"10 mx.example.net"}},
		"a text is in one piece":                  {name: "t.example.org", typ: "TXT", want: []string{"one two"}},
		"what is too long for UDP comes by TCP":   {name: "long.example.org", typ: "TXT", want: []string{long + long + long}},
		"a name that does not exist has nothing":  {name: "no.example.org", typ: "TXT"},
		"a type that does not exist has nothing":  {name: "a.example.org", typ: "MX"},
		"a refusal is not an absence":             {name: "example.net", typ: "TXT", fails: true},
		"a failure is not an absence":             {name: "broken.example.org", typ: "TXT", fails: true},
		"a type that the demo has no use for":     {name: "a.example.org", typ: "SRV", fails: true},
		"a name that is too long is none for DNS": {name: long + "." + long, typ: "A", fails: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := resolver{world.DNSAddr()}.ask(t.Context(), tc.name, tc.typ)
			if !slices.Equal(got, tc.want) || (err != nil) != tc.fails {
				t.Errorf("got %q, %v, want %q, fails: %t", got, err, tc.want, tc.fails)
			}
		})
	}
}
