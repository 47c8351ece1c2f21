package domain

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/provider/mailtext"
	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// fillIdentity takes what SES says. Of an identity that is gone, what SES
// decided becomes null and the arguments stay.
func (m *model) fillIdentity(live *reconcile.Identity, cloud Cloud) {
	if live == nil {
		m.ARN, m.VerificationStatus, m.VerifiedForSending = types.StringNull(), types.StringNull(), types.BoolNull()
		m.mailFrom.Status = types.StringNull()
		m.dkim.clear()
		return
	}
	tokens := keepOrder(live.DKIM.Tokens, texts(m.dkim.Tokens.Elements()))
	m.dkim.fill(live.DKIM)
	m.dkim.Tokens = stringList(tokens)
	m.mailFrom.fill(live.MailFrom)
	m.FeedbackForwardingEnabled = types.BoolValue(live.FeedbackForwarding)
	m.ConfigurationSetName = text(live.ConfigurationSet)
	m.VerificationStatus = text(live.VerificationStatus)
	m.VerifiedForSending = types.BoolValue(live.VerifiedForSending)
	m.Tags = ownTags(live.Tags, *m, cloud.DefaultTags())
	m.TagsAll = stringMap(live.Tags)
}

// ownTags returns the live tags that do not merely come from the provider's
// default tags, be it those of today or those of the apply that set them. Null
// stays null where there are none.
func ownTags(live map[string]string, before model, defaults map[string]string) types.Map {
	own := maps.Clone(live)
	written, known := before.Tags.Elements(), goMap(before.TagsAll)
	maps.DeleteFunc(own, func(key, value string) bool {
		_, mine := written[key]
		common, ok := defaults[key]
		then, was := known[key]
		return !mine && (ok && common == value || was && then == value)
	})
	if len(own) == 0 && before.Tags.IsNull() {
		return before.Tags
	}
	return stringMap(own)
}

// fillRecords takes what is published. A record is looked for where the state
// has it and, if it is not there, where the live identity wants it; one that
// is missing stays with no values.
func (m *model) fillRecords(seen reconcile.Observation) {
	for kind, before := range m.records {
		found := m.find(kind, before, seen)
		if texts := found.texts(); len(texts) == 1 {
			m.fillText(kind, texts[0])
			found = keepValue(kind, found, before)
		}
		m.records[kind] = found
	}
}

func (m *model) find(kind mailauth.Kind, before recordModel, seen reconcile.Observation) recordModel {
	if m.watches(kind) {
		return m.findParents(kind, before, seen)
	}
	keys := []rr.Key{before.key()}
	if r, ok := mailauth.Find(m.dkimRecords(seen.Identity), kind); ok {
		keys = append(keys, r.Key)
	}
	for _, key := range keys {
		set, ok := seen.Set(key)
		if !ok {
			continue
		}
		if values := slot(kind, set); len(values) > 0 {
			return publishedAs(key, set.TTL, values)
		}
		if key == before.key() {
			before.TTL = types.Int64Value(set.TTL)
		}
	}
	before.Values = stringList(nil)
	return before
}

// see remembers of a refresh, or of an apply, what the state has no room for.
func (o *ownership) see(state model, seen reconcile.Observation) {
	records := mailauth.Own(state.managed(*o).Records)
	o.Alone = reconcile.Alone(records, seen.Sets)
	o.Beside, o.Spelled, o.Delegated = state.beside(seen), state.spelled(seen), state.delegated(seen)
	o.Aliases = state.aliases(seen)
	o.Blocked = make(map[mailauth.Kind]string)
	for _, c := range reconcile.Obstacles(records, seen.Sets) {
		o.Blocked[c.Wanted.Kind] = fmt.Sprintf("%s: %s (%s)", c.Wanted.Name, c.Reason, strings.Join(c.Found, ", "))
	}
}

// aliases returns where the CNAMEs lead that leave no room for a record.
func (m model) aliases(seen reconcile.Observation) map[mailauth.Kind]string {
	out := make(map[mailauth.Kind]string)
	for kind, r := range m.records {
		set, ok := seen.Set(rr.Key{Name: r.key().Name, Type: rr.CNAME})
		if ok && r.key().Type != rr.CNAME && len(set.Values) > 0 {
			out[kind] = set.Values[0].Text
		}
	}
	return out
}

// spelled returns the texts that stand in other words than the state has.
func (m model) spelled(seen reconcile.Observation) map[mailauth.Kind]string {
	out := make(map[mailauth.Kind]string)
	for kind, r := range m.records {
		set, _ := seen.Set(r.key())
		if live, kept := slot(kind, set), r.texts(); len(live) == 1 && len(kept) == 1 && live[0] != kept[0] {
			out[kind] = live[0]
		}
	}
	return out
}

// beside returns the records that are missing where others have values.
func (m model) beside(seen reconcile.Observation) []mailauth.Kind {
	var out []mailauth.Kind
	for _, kind := range slices.Sorted(maps.Keys(m.records)) {
		r := m.records[kind]
		if _, shared := seen.Set(r.key()); shared && len(r.texts()) == 0 {
			out = append(out, kind)
		}
	}
	return out
}

// slot returns the values of a set that are in the slot of a kind.
func slot(kind mailauth.Kind, set rr.Set) []string {
	var out []string
	for _, v := range set.Values {
		if kind.Owns(v.Text) {
			out = append(out, v.Text)
		}
	}
	return out
}

// keepValue takes the text of the state where the live one means the same.
func keepValue(kind mailauth.Kind, found, before recordModel) recordModel {
	now, then := found.texts(), before.texts()
	if len(then) == 1 && found.key() == before.key() && kind.Equal(now[0], then[0]) {
		found.Values = before.Values
	}
	return found
}

// fillText takes the one live value of a record into the arguments that say
// it.
func (m *model) fillText(kind mailauth.Kind, live string) {
	switch kind {
	case mailauth.MailFromSPF:
		m.mailFrom.SPF = mailtext.OfSPF(live).Keep(m.mailFrom.SPF)
	case mailauth.SPF:
		m.SPF = mailtext.OfSPF(live).Keep(m.SPF)
	case mailauth.DMARCPolicy:
		m.dmarc.fill(live)
	case mailauth.DKIM1, mailauth.DKIM2, mailauth.DKIM3, mailauth.DKIMKey, mailauth.MailFromMX:
		// Tokens and region say these, and those are read from SES.
	}
}
