package domain_test

import (
	"maps"
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
)

// standing is a domain that stands, and what has happened to it since; or one
// that is to be made, and what others had there before.
type standing struct {
	config  object
	happens func(*stood) error
	absent  bool
}

func standings(own object) map[string]standing {
	const tagged = "v=DMARC1; p=none; pct=100"
	return map[string]standing{
		"as it was left": {},
		"absent":         {absent: true},
		"absent, taken by all": {absent: true, happens: func(e *stood) error {
			return inOrder(e.identity.Create, func() error { return e.publish(e.zone, 3600) })
		}},
		"absent, DMARC taken": {absent: true, happens: func(e *stood) error { return e.zone.Put(acctest.TXT("_dmarc.example.org", 60, `"`+tagged+`"`)) }},
		"pending":             {config: object{"wait_for_verification": false}, happens: (*stood).anew},
		"failing for a while, a record missing": {happens: func(e *stood) error {
			return inOrder(func() error { return e.zone.Remove("mail.example.org", "MX") }, e.hide)
		}},
		"failing for a while": {happens: (*stood).hide},
		"failed": {happens: func(e *stood) error {
			e.Delegate("example.org", "ns1.other.example")
			return inOrder(func() error { return e.identity.SetVerification("FAILED") }, func() error { return e.identity.SetDKIMStatus("FAILED") },
				func() error { return e.identity.SetMailFromStatus("FAILED") })
		}},
		"managed elsewhere":                   {config: object{"manage_dns": false, "ttl": 60}},
		"managed elsewhere, records prepared": {config: object{"manage_dns": false}, happens: func(e *stood) error { return e.publish(e.zone, 3600) }},
		"prepared in another zone":            {happens: func(e *stood) error { return e.publish(e.elder, 3600) }},
		"every tag of DMARC": {config: object{"dmarc": object{
			"percent": 100, "report_interval": 86400, "subdomain_policy": "none", "nonexistent_subdomain_policy": "none",
			"failure_options": []string{"0"}, "rua": []string{"mailto:a@example.org"},
		}}},
		"tags that say what holds without": {config: object{"dmarc": object{"percent": 100, "report_interval": 86400, "subdomain_policy": "none", "failure_options": []string{}}}},
		"DMARC as a text":                  {config: object{"dmarc": object{"record": tagged}}},
		"DMARC said by others":             {happens: func(e *stood) error { return e.zone.Put(acctest.TXT("_dmarc.example.org", 60, `"`+tagged+`"`)) }},
		"nothing but DKIM":                 {config: object{"mail_from": object{"enabled": false}, "dmarc": object{"enabled": false}}},
		"a TTL and SPF":                    {config: object{"spf": "v=spf1 include:amazonses.com -all", "ttl": 77}},
		"an own key":                       {config: object{"dkim": own}},
		"the identity gone":                {happens: func(e *stood) error { e.identity.Delete(); return nil }},
		"records gone": {happens: func(e *stood) error {
			return inOrder(func() error { return e.zone.Remove("mail.example.org", "MX") },
				func() error { return e.zone.Remove(e.dkimNames()[0], "CNAME") },
				func() error { return e.zone.Put(acctest.TXT("_dmarc.example.org", 60, `"other"`)) })
		}},
	}
}

// changes are configurations of such a domain.
func changes(own object, elder string) map[string]object {
	out := map[string]object{"nothing": {}}
	for what, config := range map[string]object{
		"region":                {"region": acctest.Region},
		"zone":                  {"zone_id": elder},
		"DNS elsewhere":         {"manage_dns": false},
		"DNS here":              {"manage_dns": true, "ttl": 300},
		"adoption":              {"on_existing": "adopt"},
		"adoption and more":     {"on_existing": "adopt", "ttl": 60, "mail_from": object{"spf": "v=spf1 include:amazonses.com ~all"}},
		"TTL":                   {"ttl": 60},
		"TTL and zone":          {"ttl": 3600, "zone_id": elder},
		"SPF":                   {"spf": "v=spf1 include:amazonses.com ~all"},
		"no waiting":            {"wait_for_verification": false},
		"waiting":               {"wait_for_verification": true},
		"signing":               {"dkim": object{"signing_enabled": false}},
		"key length":            {"dkim": object{"key_length": "RSA_1024_BIT"}},
		"own key":               {"dkim": own},
		"MAIL FROM":             {"mail_from": object{"domain": "bounce.example.org", "behavior_on_mx_failure": "REJECT_MESSAGE"}},
		"MAIL FROM's SPF":       {"mail_from": object{"spf": "v=spf1 include:amazonses.com -all"}},
		"no MAIL FROM":          {"mail_from": object{"enabled": false}},
		"no DMARC":              {"dmarc": object{"enabled": false}},
		"policies":              {"dmarc": object{"policy": "reject", "subdomain_policy": "quarantine", "nonexistent_subdomain_policy": "reject"}},
		"policy as it is":       {"dmarc": object{"policy": "none"}},
		"DMARC with reports":    {"dmarc": object{"rua": []string{"mailto:a@example.org"}, "ruf": []string{"mailto:b@example.org"}, "failure_options": []string{"1"}}},
		"DMARC with every tag":  {"dmarc": object{"percent": 50, "report_interval": 3600, "testing": true, "alignment_dkim": "strict", "alignment_spf": "strict"}},
		"DMARC as a text":       {"dmarc": object{"record": "v=DMARC1; p=quarantine"}},
		"DMARC as a text it is": {"dmarc": object{"record": "v=DMARC1; p=none"}},
		"settings":              {"configuration_set_name": "events", "feedback_forwarding_enabled": false, "tags": object{"team": "mail"}},
	} {
		out[what] = config
	}
	for _, config := range out {
		config["domain"] = "example.org"
	}
	return out
}

// stands makes a domain and lets happen what has happened to it.
func stands(t *testing.T, before standing) *stood {
	t.Helper()
	s := newServedScene(t)
	s.Account.CreateConfigurationSet(acctest.Region, "events")
	shared := []fakeaws.Set{acctest.TXT("mail.example.org", 60, `"other"`), acctest.TXT("_dmarc.example.org", 60, `"other"`)}
	e := &stood{scene: s, elder: s.Zone(t, "org", shared...), server: s.Server(t, nil)}
	config := maps.Clone(before.config)
	if config == nil {
		config = object{}
	}
	config["domain"] = "example.org"
	in, said := e.server.Nothing(), ""
	if !before.absent {
		in, said = e.server.Apply(in, e.server.Config(config))
	}
	if before.happens != nil {
		acctest.Do(t, func() error { return before.happens(e) })()
	}
	// What another process has read is of no use to this one.
	e.server = s.Server(t, nil)
	if e.instance = in; before.absent {
		return e
	}
	in, errors := e.server.Refresh(t.Context(), in)
	if errors != "" || in.State.IsNull() {
		t.Fatalf("the domain does not stand: %s%s", said, errors)
	}
	e.instance = in
	return e
}

// hide has SES see nothing of the zone any more.
func (e *stood) hide() error {
	e.Delegate("example.org", "ns1.other.example")
	return nil
}

// anew has SES verify from the beginning, and see nothing.
func (e *stood) anew() error {
	return inOrder(e.hide, func() error { return e.identity.SetVerification("PENDING") }, func() error { return e.identity.SetDKIMStatus("PENDING") },
		func() error { return e.identity.SetMailFromStatus("PENDING") })
}

// publish puts the records of the domain into a zone.
func (s scene) publish(in *fakeaws.Zone, ttl int64) error {
	sets := []fakeaws.Set{
		{Name: "mail.example.org", Type: "MX", TTL: ttl, Values: []string{"10 feedback-smtp." + acctest.Region + ".amazonses.com"}},
		acctest.TXT("mail.example.org", ttl, `"other"`, `"v=spf1 include:amazonses.com ~all"`),
	}
	dkim := s.identity.View().DkimAttributes
	for _, token := range dkim.Tokens {
		sets = append(sets, fakeaws.Set{
			Name: token + "._domainkey.example.org", Type: "CNAME", TTL: ttl, Values: []string{token + "." + dkim.SigningHostedZone},
		})
	}
	return in.Put(sets...)
}
