package reconcile_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// The records of these tests, each with a TTL of 300 seconds.

func dmarcRecord(text string) mailauth.Record {
	return record(mailauth.DMARCPolicy, "_dmarc.example.org", rr.TXT, text)
}

func spfRecord(text string) mailauth.Record {
	return record(mailauth.SPF, "example.org", rr.TXT, text)
}

func mxRecord(text string) mailauth.Record {
	return record(mailauth.MailFromMX, "mail.example.org", rr.MX, text)
}

func dkimRecord(kind mailauth.Kind, token string) mailauth.Record {
	return record(kind, rr.Name(token+"._domainkey.example.org"), rr.CNAME, token+".dkim.amazonses.com")
}

func record(kind mailauth.Kind, name rr.Name, t rr.Type, text string) mailauth.Record {
	return mailauth.Record{Kind: kind, Key: rr.Key{Name: name, Type: t}, TTL: 300, Text: text}
}

// set is what stands in a zone; the Wire of each value is its text in brackets.
func set(name rr.Name, t rr.Type, ttl int64, texts ...string) rr.Set {
	out := rr.Set{Key: rr.Key{Name: name, Type: t}, TTL: ttl}
	for _, text := range texts {
		out.Values = append(out.Values, rr.Value{Text: text, Wire: "[" + text + "]"})
	}
	return out
}

// routed is a set that is more than its values.
func routed(name rr.Name, t rr.Type, texts ...string) rr.Set {
	out := set(name, t, 0, texts...)
	out.Routing = "alias"
	return out
}

// lines is a decision, a line for each thing in it. A value that is written
// back as it was read stands in brackets.
func lines(d reconcile.Decision) []string {
	var out []string
	for _, c := range d.Publish {
		out = append(out, "publish "+changeLine(c))
	}
	for _, c := range d.Remove {
		out = append(out, "remove "+changeLine(c))
	}
	for _, c := range d.Conflicts {
		reason, _, _ := strings.Cut(c.Reason, ",")
		out = append(out, fmt.Sprintf("conflict %s: %s: %s", c.Wanted.Kind, reason, strings.Join(c.Found, " + ")))
	}
	for _, c := range d.Adopted {
		out = append(out, fmt.Sprintf("adopted %s: %s", c.Wanted.Kind, strings.Join(c.Found, " + ")))
	}
	for _, r := range d.Owned {
		out = append(out, "ours "+recordLine(r))
	}
	for _, l := range d.Left {
		out = append(out, "left "+recordLine(l.Record)+": "+l.Reason)
	}
	return out
}

func recordLine(r mailauth.Record) string { return string(r.Kind) + " " + r.Text }

func changeLine(c reconcile.Change) string {
	return c.Key().String() + ": " + setLine(c.Old) + " => " + setLine(c.New)
}

func setLine(s *rr.Set) string {
	if s == nil {
		return "nothing"
	}
	texts := make([]string, len(s.Values))
	for i, v := range s.Values {
		texts[i] = v.Text
		if v.Wire != "" {
			texts[i] = v.Wire
		}
	}
	return fmt.Sprintf("%d %s", s.TTL, strings.Join(texts, " + "))
}

// situation is a row of a table: Managed.Owned is also in Managed.Records,
// as it is after an apply.
type situation struct {
	want, owned, accepted []mailauth.Record
	have                  []rr.Set
	adopt                 bool
	result                []string
}

func (s situation) check(t *testing.T) {
	t.Helper()
	managed := reconcile.Holding{Owned: s.owned, Records: slices.Concat(s.owned, s.accepted)}
	var before []rr.Set
	for _, have := range s.have {
		before = append(before, have.Clone())
	}
	got := lines(reconcile.Diff(reconcile.Situation{Want: s.want, Have: s.have, Managed: managed, Adopt: s.adopt}))
	if diff := cmp.Diff(s.result, got); diff != "" {
		t.Errorf("decision (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(before, s.have); diff != "" {
		t.Errorf("Diff changed what it was given (-before +after):\n%s", diff)
	}
}

type records = []mailauth.Record

// uncached is a record that nobody is to keep.
func uncached(r mailauth.Record) mailauth.Record {
	r.TTL = 0
	return r
}

const (
	none, quarantine = "v=DMARC1; p=none", "v=DMARC1; p=quarantine"
	// noneToo means what none means.
	noneToo = "v=DMARC1;p=none;"
	site    = "site-verification=1"
	site2   = "site-verification=2"
	edited  = "it was edited since this resource wrote it"
	foreign = "it was there before this resource"
	another = "another value stands there that this resource did not write"
)

// TestDiff has the rows of the table above Diff, in their order.
func TestDiff(t *testing.T) {
	t.Parallel()
	const key = "TXT _dmarc.example.org: "
	for name, tc := range map[string]situation{
		"wanted and nothing there: published and ours": {
			want:   records{dmarcRecord(none)},
			result: []string{"publish " + key + "nothing => 300 " + none, "ours dmarc " + none},
		},
		"wanted, ours and gone: published again": {
			want: records{dmarcRecord(none)}, owned: records{dmarcRecord(none)},
			result: []string{"publish " + key + "nothing => 300 " + none, "ours dmarc " + none},
		},
		"wanted, accepted and gone: published and ours": {
			want: records{dmarcRecord(none)}, accepted: records{dmarcRecord(none)},
			result: []string{"publish " + key + "nothing => 300 " + none, "ours dmarc " + none},
		},
		"wanted and ours as it is: stays": {
			want: records{dmarcRecord(none)}, owned: records{dmarcRecord(none)},
			have:   []rr.Set{set("_dmarc.example.org", rr.TXT, 300, none)},
			result: []string{"ours dmarc " + none},
		},
		"wanted, ours and equal in meaning: stays in its own bytes": {
			want: records{dmarcRecord(none)}, owned: records{dmarcRecord(none)},
			have:   []rr.Set{set("_dmarc.example.org", rr.TXT, 300, noneToo)},
			result: []string{"ours dmarc " + none},
		},
		"wanted and ours alone with another TTL: the TTL is repaired": {
			want: records{dmarcRecord(none)}, owned: records{dmarcRecord(none)},
			have:   []rr.Set{set("_dmarc.example.org", rr.TXT, 60, noneToo)},
			result: []string{"publish " + key + "60 [" + noneToo + "] => 300 [" + noneToo + "]", "ours dmarc " + none},
		},
		"wanted and ours alone with a TTL of 0: the TTL is repaired": {
			want: records{uncached(dmarcRecord(none))}, owned: records{dmarcRecord(none)},
			have:   []rr.Set{set("_dmarc.example.org", rr.TXT, 300, none)},
			result: []string{"publish " + key + "300 [" + none + "] => 0 [" + none + "]", "ours dmarc " + none},
		},
		"wanted and ours in a shared set: its TTL stays": {
			want: records{dmarcRecord(none)}, owned: records{dmarcRecord(none)},
			have:   []rr.Set{set("_dmarc.example.org", rr.TXT, 60, site, none)},
			result: []string{"ours dmarc " + none},
		},
		"wanted and there before us: accepted, with its TTL": {
			want: records{dmarcRecord(none)},
			have: []rr.Set{set("_dmarc.example.org", rr.TXT, 60, none)},
		},
		"wanted and accepted earlier: not ours for that, with its TTL": {
			want: records{dmarcRecord(none)}, accepted: records{dmarcRecord(none)},
			have: []rr.Set{set("_dmarc.example.org", rr.TXT, 60, noneToo)},
		},
		"another in a slot of ours: replaced, with our TTL": {
			want: records{dmarcRecord(none)}, owned: records{dmarcRecord(none)},
			have:   []rr.Set{set("_dmarc.example.org", rr.TXT, 60, quarantine)},
			result: []string{"publish " + key + "60 [" + quarantine + "] => 300 " + none, "ours dmarc " + none},
		},
		"another in a slot that was accepted: replaced, and ours from now on": {
			want: records{dmarcRecord(quarantine)}, accepted: records{dmarcRecord(none)},
			have:   []rr.Set{set("_dmarc.example.org", rr.TXT, 60, none)},
			result: []string{"publish " + key + "60 [" + none + "] => 300 " + quarantine, "ours dmarc " + quarantine},
		},
		"another in a slot that nobody manages: conflict": {
			want:   records{dmarcRecord(none)},
			have:   []rr.Set{set("_dmarc.example.org", rr.TXT, 60, site, quarantine)},
			result: []string{"conflict dmarc: " + another + ": TXT " + quarantine},
		},
		"several in a slot of ours: one stays, where the first was, the equal one in its bytes": {
			want: records{dmarcRecord(none)}, owned: records{dmarcRecord(none)},
			have: []rr.Set{set("_dmarc.example.org", rr.TXT, 60, site, quarantine, site2, noneToo)},
			result: []string{
				"publish " + key + "60 [" + site + "] + [" + quarantine + "] + [" + site2 + "] + [" + noneToo + "]" +
					" => 60 [" + site + "] + [" + noneToo + "] + [" + site2 + "]",
				"ours dmarc " + none,
			},
		},
		"several in a slot of ours, none of them equal: replaced by one": {
			want: records{dmarcRecord(none)}, owned: records{dmarcRecord(none)},
			have: []rr.Set{set("_dmarc.example.org", rr.TXT, 300, quarantine, "v=DMARC1; p=reject")},
			result: []string{
				"publish " + key + "300 [" + quarantine + "] + [v=DMARC1; p=reject] => 300 " + none,
				"ours dmarc " + none,
			},
		},
		"several in a slot that nobody manages, one of them equal: conflict": {
			want:   records{dmarcRecord(none)},
			have:   []rr.Set{set("_dmarc.example.org", rr.TXT, 60, none, quarantine)},
			result: []string{"conflict dmarc: " + another + ": TXT " + none + " + TXT " + quarantine},
		},
		"another in a slot that nobody manages, where it may be adopted: replaced, and ours": {
			want: records{dmarcRecord(none)}, adopt: true,
			have: []rr.Set{set("_dmarc.example.org", rr.TXT, 60, site, quarantine)},
			result: []string{
				"publish " + key + "60 [" + site + "] + [" + quarantine + "] => 60 [" + site + "] + " + none,
				"adopted dmarc: TXT " + quarantine, "ours dmarc " + none,
			},
		},
		"another in a slot of ours, where it may be adopted: drift all the same": {
			want: records{dmarcRecord(none)}, owned: records{dmarcRecord(none)}, adopt: true,
			have:   []rr.Set{set("_dmarc.example.org", rr.TXT, 60, quarantine)},
			result: []string{"publish " + key + "60 [" + quarantine + "] => 300 " + none, "ours dmarc " + none},
		},
		"equal and there before us, where it may be adopted: accepted all the same": {
			want: records{dmarcRecord(none)}, adopt: true,
			have: []rr.Set{set("_dmarc.example.org", rr.TXT, 60, none)},
		},
		"not wanted and ours as we left it: removed": {
			owned:  records{dmarcRecord(none)},
			have:   []rr.Set{set("_dmarc.example.org", rr.TXT, 300, none)},
			result: []string{"remove " + key + "300 [" + none + "] => nothing"},
		},
		"not wanted, ours and equal in meaning: removed": {
			owned:  records{dmarcRecord(none)},
			have:   []rr.Set{set("_dmarc.example.org", rr.TXT, 60, noneToo)},
			result: []string{"remove " + key + "60 [" + noneToo + "] => nothing"},
		},
		"not wanted and ours in a shared set: taken out, and nothing else changes": {
			owned: records{dmarcRecord(none)},
			have:  []rr.Set{set("_dmarc.example.org", rr.TXT, 60, site, none, site2)},
			result: []string{
				"remove " + key + "60 [" + site + "] + [" + none + "] + [" + site2 + "] => 60 [" + site + "] + [" + site2 + "]",
			},
		},
		"not wanted and ours beside another in the slot: only ours is removed": {
			owned:  records{dmarcRecord(none)},
			have:   []rr.Set{set("_dmarc.example.org", rr.TXT, 60, quarantine, none)},
			result: []string{"remove " + key + "60 [" + quarantine + "] + [" + none + "] => 60 [" + quarantine + "]"},
		},
		"not wanted and edited since: left": {
			owned:  records{dmarcRecord(none)},
			have:   []rr.Set{set("_dmarc.example.org", rr.TXT, 300, quarantine)},
			result: []string{"left dmarc " + none + ": " + edited},
		},
		"not wanted and there before us: left": {
			accepted: records{dmarcRecord(none)},
			have:     []rr.Set{set("_dmarc.example.org", rr.TXT, 300, none)},
			result:   []string{"left dmarc " + none + ": " + foreign},
		},
		"not wanted and gone: nothing to do": {
			owned: records{dmarcRecord(none)}, accepted: records{spfRecord("v=spf1 -all")},
			have: []rr.Set{set("_dmarc.example.org", rr.TXT, 300, site)},
		},
		"foreign values stay in front and behind, and their TTL with them": {
			want:   records{dmarcRecord(none)},
			have:   []rr.Set{set("_dmarc.example.org", rr.TXT, 60, site, site2)},
			result: []string{"publish " + key + "60 [" + site + "] + [" + site2 + "] => 60 [" + site + "] + [" + site2 + "] + " + none, "ours dmarc " + none},
		},
		"foreign values stay where our value is replaced": {
			want: records{dmarcRecord(quarantine)}, owned: records{dmarcRecord(none)},
			have:   []rr.Set{set("_dmarc.example.org", rr.TXT, 60, site, none, site2)},
			result: []string{"publish " + key + "60 [" + site + "] + [" + none + "] + [" + site2 + "] => 60 [" + site + "] + " + quarantine + " + [" + site2 + "]", "ours dmarc " + quarantine},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tc.check(t)
		})
	}
}
