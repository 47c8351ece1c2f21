package domain_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
)

// place is one domain of a table, with a resource of its own, in a zone and a
// configuration that all of them share.
type place struct {
	zone     *fakeaws.Zone
	identity *fakeaws.Identity
	// block is the name of the resource.
	block string
	// name is the domain, in the configuration spelled as in spelled.
	name, spelled string
	// alone says that nobody else has text at our names.
	alone bool
	// foreign are the values that somebody else had there first, by name and
	// type, as Route 53 has them.
	foreign map[string]fakeaws.Set
	// lost is the id of an earlier zone.
	lost string
	// tokens are those of the first apply.
	tokens []string
}

func newPlace(t *testing.T, w *acctest.World, zone *fakeaws.Zone, block, name string, alone bool) *place {
	t.Helper()
	p := &place{zone: zone, identity: w.Account.Identity(acctest.Region, name), block: block, name: name, spelled: name, alone: alone, foreign: map[string]fakeaws.Set{}}
	sets := []fakeaws.Set{
		acctest.TXT(name, 3600, `"google-site-verification=abc"`, `"MS=ms12345" "678"`),
		{Name: name, Type: "MX", TTL: 3600, Values: []string{"10 mx.example.net."}},
		{Name: p.under("k1._domainkey"), Type: "CNAME", TTL: 600, Values: []string{"dkim.mcsv.example."}},
	}
	if !alone {
		sets = append(sets,
			acctest.TXT(p.under("mail"), 900, `"a \"quoted\" \303\244" " text"`),
			acctest.TXT(p.under("_dmarc"), 900, `"\166erify=1"`, `"v=DMARC10; p=reject"`))
	}
	for _, set := range sets {
		p.foreign[set.Type+" "+set.Name] = set
		if err := zone.Put(set); err != nil {
			t.Fatalf("prepare %s: %v", name, err)
		}
	}
	return p
}

func (p *place) address() string { return "mailauth_domain." + p.block }

func (p *place) resource(lines string) string {
	return fmt.Sprintf("\nresource \"mailauth_domain\" %q {\n  domain = %q\n%s}\n", p.block, p.spelled, lines)
}

// under is a name below the domain, or the domain itself.
func (p *place) under(labels string) string {
	if labels == "" {
		return p.name
	}
	return labels + "." + p.name
}

// put replaces a set.
func (p *place) put(labels, typ string, ttl int64, values ...string) error {
	return p.zone.Put(fakeaws.Set{Name: p.under(labels), Type: typ, TTL: ttl, Values: values})
}

func (p *place) remove(labels, typ string) error { return p.zone.Remove(p.under(labels), typ) }

// text replaces our values in a set of text and leaves the others'.
func (p *place) text(labels string, quoted ...string) error {
	name := p.under(labels)
	set, ok := p.zone.Get(name, "TXT")
	if !ok {
		return fmt.Errorf("%s has no text", name)
	}
	values := slices.Concat(p.foreign["TXT "+name].Values, quoted)
	if len(values) == 0 {
		return p.zone.Remove(name, "TXT")
	}
	return p.put(labels, "TXT", set.TTL, values...)
}

// key names the n-th DKIM record that the first apply made, from 0.
func (p *place) key(n int) string { return p.tokens[n] + "._domainkey" }

// sets are the record sets of the domain and below, those of the zone itself
// apart.
func (p *place) sets() []fakeaws.Set {
	return slices.DeleteFunc(p.zone.Sets(), func(s fakeaws.Set) bool {
		return s.Type == "NS" || s.Type == "SOA" || s.Name != p.name+"." && !strings.HasSuffix(s.Name, "."+p.name+".")
	})
}

// standing are the records of the domain as Route 53 has them, and its identity.
func (p *place) standing() (records []string, identity string) {
	view := p.identity.View()
	view.VerificationInfo, view.DkimAttributes.LastKeyGenerationTimestamp = nil, nil
	text, err := json.MarshalIndent(view, "", " ")
	if err != nil {
		return nil, err.Error()
	}
	for _, s := range p.sets() {
		for _, value := range s.Values {
			records = append(records, fmt.Sprintf("%s %d %s %s\n", s.Name, s.TTL, s.Type, value))
		}
	}
	return records, string(text)
}

// exactly is everything that zone and SES have of the domain.
func (p *place) exactly() string {
	records, identity := p.standing()
	return strings.Join(records, "") + identity
}

// print is the same but for what no repair brings back: the order of values in
// a set, which tokens they are, and when they were made.
func (p *place) print() string {
	records, identity := p.standing()
	names := p.tokenNames("token", p.identity.View().DkimAttributes.Tokens)
	for i := range records {
		records[i] = names.Replace(records[i])
	}
	slices.Sort(records)
	return strings.Join(records, "") + names.Replace(identity)
}

func (p *place) tokenNames(word string, tokens []string) *strings.Replacer {
	var pairs []string
	for i, token := range tokens {
		pairs = append(pairs, token, fmt.Sprintf("<%s %d>", word, i+1))
	}
	return strings.NewReplacer(pairs...)
}

// untouched counts the values of others and those that stand as they were.
func (p *place) untouched() (standing, all int) {
	for key, before := range p.foreign {
		typ, name, _ := strings.Cut(key, " ")
		now, _ := p.zone.Get(name, typ)
		for _, value := range before.Values {
			all++
			if slices.Contains(now.Values, value) && now.TTL == before.TTL {
				standing++
			}
		}
	}
	return standing, all
}

// moments are points in time as a text has them.
var moments = regexp.MustCompile(`\d{4}-\d\d-\d\d \d\d:\d\d UTC`)

// asExample tells a text about the domain as if it were example.org, with
// names for tokens, name servers and times.
func (p *place) asExample(text string) string {
	for i, server := range p.zone.NameServers {
		text = strings.ReplaceAll(text, server, fmt.Sprintf("<ns %d>", i+1))
	}
	text = moments.ReplaceAllString(text, "<time>")
	text = p.tokenNames("token", p.tokens).Replace(text)
	text = p.tokenNames("new token", p.identity.View().DkimAttributes.Tokens).Replace(text)
	text = strings.ReplaceAll(strings.ReplaceAll(text, p.name, "example.org"), p.zone.ID, "<zone>")
	if p.lost != "" {
		text = strings.ReplaceAll(text, p.lost, "<zone that is gone>")
	}
	return text
}

// requests are the calls about the domain, in the order of their names. What
// lists a zone is about all of them.
func (p *place) requests(log []fakeaws.Call) string {
	count := map[string]int{}
	for _, call := range log {
		if !strings.HasPrefix(call.Operation, "List") && strings.Contains(call.Request, p.name) {
			count[call.Operation]++
		}
	}
	var out []string
	for operation, n := range count {
		if n > 1 {
			operation += fmt.Sprintf(" ×%d", n)
		}
		out = append(out, operation)
	}
	slices.Sort(out)
	return strings.Join(out, ", ")
}
