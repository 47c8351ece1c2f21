package resolver

import (
	"strings"
	"testing"

	"golang.org/x/net/dns/dnsmessage"

	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// FuzzUnpack: whatever comes, what is read is about the question and in
// canonical form.
func FuzzUnpack(f *testing.F) {
	key := rr.Key{Name: "mail.example.org", Type: rr.MX}
	question, err := pack(1, key, true)
	if err != nil {
		f.Fatalf("pack a question: %v", err)
	}
	f.Add(question)
	name := dnsmessage.MustNewName("Mail.example.org.")
	head := func(typ dnsmessage.Type) dnsmessage.ResourceHeader {
		return dnsmessage.ResourceHeader{Name: name, Type: typ, Class: dnsmessage.ClassINET, TTL: 60}
	}
	message := dnsmessage.Message{
		Header:    dnsmessage.Header{ID: 1, Response: true, RecursionAvailable: true},
		Questions: []dnsmessage.Question{{Name: name, Type: dnsmessage.TypeMX, Class: dnsmessage.ClassINET}},
		Answers: []dnsmessage.Resource{
			{Header: head(dnsmessage.TypeCNAME), Body: &dnsmessage.CNAMEResource{CNAME: dnsmessage.MustNewName("X.example.org.")}},
			{Header: head(dnsmessage.TypeMX), Body: &dnsmessage.MXResource{Pref: 10, MX: dnsmessage.MustNewName("MX.example.org.")}},
			{Header: head(dnsmessage.TypeTXT), Body: &dnsmessage.TXTResource{TXT: []string{"a", "\xff"}}},
			{Header: head(dnsmessage.TypeSRV), Body: &dnsmessage.SRVResource{Target: name}},
		},
		Authorities: []dnsmessage.Resource{{Header: head(dnsmessage.TypeNS), Body: &dnsmessage.NSResource{NS: name}}},
	}
	answer, err := message.Pack()
	if err != nil {
		f.Fatalf("pack an answer: %v", err)
	}
	f.Add(answer)
	f.Add(answer[:len(answer)-3])
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := unpack(data, 1, key)
		if err != nil {
			return
		}
		for _, r := range got.records {
			if rr.Canonical(r.Type, r.text) != r.text || string(r.Name) != strings.ToLower(string(r.Name)) {
				t.Errorf("%s %q is not in canonical form", r.Key, r.text)
			}
		}
		var answer Answer
		if _, err := answer.follow(got, key.Name, key); err != nil && len(answer.Values) > 0 {
			t.Errorf("there are values %q and an error: %v", answer.Values, err)
		}
	})
}
