package report

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"strconv"
	"strings"
	"time"
)

// maxCount is more messages than a row can have, and few enough for the sum
// of a report's rows to fit an int64.
const maxCount = 1e10

// parser walks the elements of a report. Elements it does not know, and those
// of other namespaces than the report's own, are extensions to ignore (RFC
// 9990 section 5).
type parser struct {
	decoder *xml.Decoder
	space   string
}

func parse(r io.Reader) (Feedback, error) {
	p := &parser{decoder: xml.NewDecoder(r)}
	p.decoder.CharsetReader = charset
	var f Feedback
	if err := p.root(&f); err != nil {
		return Feedback{}, p.explain(err)
	}
	return f, nil
}

// explain adds where it happened to what the XML decoder says.
func (p *parser) explain(err error) error {
	if errors.Is(err, ErrTooLarge) {
		return err
	}
	line, column := p.decoder.InputPos()
	return fmt.Errorf("%w: line %d, column %d: %w", ErrMalformed, line, column, err)
}

func (p *parser) root(f *Feedback) error {
	start, err := p.first()
	if err != nil {
		return err
	}
	if start.Name.Local != "feedback" {
		return fmt.Errorf("the root element is %q instead of \"feedback\"", start.Name.Local)
	}
	p.space, f.Namespace = start.Name.Space, start.Name.Space
	metadata, policy := false, false
	err = p.each(func(name string) error {
		switch name {
		case "version":
			return p.text(&f.Version)
		case "report_metadata":
			metadata = true
			return p.metadata(&f.Metadata)
		case "policy_published":
			policy = true
			return p.policy(&f.Policy)
		case "record":
			var row Row
			if err := p.record(&row); err != nil {
				return fmt.Errorf("record %d: %w", len(f.Rows)+1, err)
			}
			f.Rows = append(f.Rows, row)
			return nil
		}
		return p.decoder.Skip()
	})
	if err == nil && !(metadata && policy) {
		return errors.New("report_metadata or policy_published is missing")
	}
	return err
}

// first returns the start of the root element.
func (p *parser) first() (xml.StartElement, error) {
	for {
		token, err := p.decoder.Token()
		if errors.Is(err, io.EOF) {
			return xml.StartElement{}, errors.New("there is no XML element")
		}
		if err != nil {
			return xml.StartElement{}, err
		}
		if start, ok := token.(xml.StartElement); ok {
			return start, nil
		}
	}
}

// each calls child at the start of every element inside the current one, and
// returns behind the end of the current one. The child consumes its element.
func (p *parser) each(child func(name string) error) error {
	for {
		token, err := p.decoder.Token()
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.EndElement:
			return nil
		case xml.StartElement:
			// The schema of RFC 7489 qualifies the root only.
			if t.Name.Space != p.space && t.Name.Space != "" {
				err = p.decoder.Skip()
			} else {
				err = child(t.Name.Local)
			}
			if err != nil {
				return err
			}
		}
	}
}

// text consumes an element and stores its trimmed text.
func (p *parser) text(to *string) error {
	var b strings.Builder
	for {
		token, err := p.decoder.Token()
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.CharData:
			b.Write(t)
		case xml.StartElement:
			if err := p.decoder.Skip(); err != nil {
				return err
			}
		case xml.EndElement:
			*to = strings.TrimSpace(b.String())
			return nil
		}
	}
}

// folded is text whose case has no meaning.
func (p *parser) folded(to *string) error {
	err := p.text(to)
	*to = strings.ToLower(*to)
	return err
}

func (p *parser) metadata(m *Metadata) error {
	return p.each(func(name string) error {
		switch name {
		case "org_name":
			return p.text(&m.OrgName)
		case "email":
			return p.text(&m.Email)
		case "extra_contact_info":
			return p.text(&m.ExtraContactInfo)
		case "report_id":
			return p.text(&m.ReportID)
		case "generator":
			return p.text(&m.Generator)
		case "error":
			var text string
			err := p.text(&text)
			m.Errors = append(m.Errors, text)
			return err
		case "date_range":
			return p.each(func(name string) error {
				switch name {
				case "begin":
					return p.time(&m.Begin)
				case "end":
					return p.time(&m.End)
				}
				return p.decoder.Skip()
			})
		}
		return p.decoder.Skip()
	})
}

// time reads seconds since 1970 (RFC 9990 section 3.1.1.4).
func (p *parser) time(to *time.Time) error {
	var text string
	if err := p.text(&text); err != nil || text == "" {
		return err
	}
	seconds, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return fmt.Errorf("%q in date_range is no number of seconds", text)
	}
	*to = time.Unix(seconds, 0).UTC()
	return nil
}

func (p *parser) policy(policy *Policy) error {
	return p.each(func(name string) error {
		switch name {
		case "domain":
			return p.folded(&policy.Domain)
		case "discovery_method":
			return p.folded(&policy.DiscoveryMethod)
		case "p":
			return p.folded(&policy.P)
		case "sp":
			return p.folded(&policy.SP)
		case "np":
			return p.folded(&policy.NP)
		case "adkim":
			return p.folded(&policy.ADKIM)
		case "aspf":
			return p.folded(&policy.ASPF)
		case "fo":
			return p.folded(&policy.FO)
		case "pct":
			return p.folded(&policy.Percent)
		case "testing":
			var testing string
			err := p.folded(&testing)
			policy.Testing = testing == "y"
			return err
		}
		return p.decoder.Skip()
	})
}

func (p *parser) record(row *Row) error {
	err := p.each(func(name string) error {
		switch name {
		case "row":
			return p.row(row)
		case "identifiers", "identities":
			return p.identifiers(row)
		case "auth_results":
			return p.each(func(name string) error { return p.authResult(row, name) })
		}
		return p.decoder.Skip()
	})
	if err == nil && !row.SourceIP.IsValid() {
		return errors.New("there is no source_ip")
	}
	return err
}

func (p *parser) row(row *Row) error {
	var text string
	return p.each(func(name string) error {
		switch name {
		case "source_ip":
			if err := p.text(&text); err != nil {
				return err
			}
			address, err := netip.ParseAddr(text)
			if err != nil {
				return fmt.Errorf("source_ip %q is no IP address", text)
			}
			row.SourceIP = address.Unmap().WithZone("")
			return nil
		case "count":
			if err := p.text(&text); err != nil {
				return err
			}
			n, err := strconv.ParseInt(text, 10, 64)
			if err != nil || n < 0 || n > maxCount {
				return fmt.Errorf("count %q is no number of messages", text)
			}
			row.Count = n
			return nil
		case "policy_evaluated":
			return p.each(func(name string) error { return p.evaluated(row, name) })
		}
		return p.decoder.Skip()
	})
}

func (p *parser) evaluated(row *Row, name string) error {
	var text string
	switch name {
	case "disposition":
		err := p.folded(&text)
		row.Disposition = Disposition(text)
		return err
	case "dkim":
		err := p.folded(&text)
		row.DKIMAligned = text == "pass"
		return err
	case "spf":
		err := p.folded(&text)
		row.SPFAligned = text == "pass"
		return err
	case "reason":
		var reason Reason
		err := p.each(func(name string) error {
			switch name {
			case "type":
				return p.folded(&reason.Type)
			case "comment":
				return p.text(&reason.Comment)
			}
			return p.decoder.Skip()
		})
		row.Reasons = append(row.Reasons, reason)
		return err
	}
	return p.decoder.Skip()
}

func (p *parser) identifiers(row *Row) error {
	return p.each(func(name string) error {
		switch name {
		case "header_from":
			return p.folded(&row.HeaderFrom)
		case "envelope_from":
			return p.folded(&row.EnvelopeFrom)
		case "envelope_to":
			return p.folded(&row.EnvelopeTo)
		}
		return p.decoder.Skip()
	})
}

func (p *parser) authResult(row *Row, kind string) error {
	var domain, selector, scope, result, human string
	if kind != "dkim" && kind != "spf" {
		return p.decoder.Skip()
	}
	err := p.each(func(name string) error {
		switch name {
		case "domain":
			return p.folded(&domain)
		case "selector":
			return p.text(&selector)
		case "scope":
			return p.folded(&scope)
		case "result":
			return p.folded(&result)
		case "human_result":
			return p.text(&human)
		}
		return p.decoder.Skip()
	})
	if kind == "dkim" {
		row.DKIM = append(row.DKIM, DKIMResult{Domain: domain, Selector: selector, Result: result, HumanResult: human})
	} else {
		row.SPF = append(row.SPF, SPFResult{Domain: domain, Scope: scope, Result: result, HumanResult: human})
	}
	return err
}
