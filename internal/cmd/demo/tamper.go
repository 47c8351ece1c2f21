package main

import (
	"context"
	"strconv"
)

// lostKey is which DKIM record of the bundle gets lost.
const lostKey = 1

// tamper does, behind Terraform's back, what happens to domains in real life.
func (d *demo) tamper(ctx context.Context) error {
	d.screen.say(textAccidents)
	records := bundle(d.identity)
	lost, weak := records[lostKey], records[len(records)-1]
	lost.want, weak.want = nil, []string{dmarcText("none")}
	lost.use, weak.use = "DKIM: key 2 is gone", "DMARC: forgeries may pass"
	for i, accident := range []struct {
		text   string
		happen func() error
	}{
		{textAccidentCNAME, func() error { return d.zone.Remove(lost.name, lost.typ) }},
		{textAccidentDMARC, func() error { return d.zone.Put(weak.set()) }},
		{textAccidentSigning, func() error { return d.identity.SetSigning(false) }},
	} {
		d.screen.item(strconv.Itoa(i+1)+")", accident.text)
		if err := accident.happen(); err != nil {
			return err
		}
	}
	d.screen.say(textDamage)
	return d.look(ctx, "WHAT IT MEANS", []record{lost, weak})
}
