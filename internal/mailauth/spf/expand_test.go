package spf

import "testing"

func TestAsking(t *testing.T) {
	t.Parallel()
	got := ""
	for _, term := range mustParse(t, "v=spf1 redirect=r.example a ip4:192.0.2.1 include:i.example mx:m.example ptr exists:e.example").Asking() {
		got += term.String() + " "
	}
	if want := "a include:i.example mx:m.example ptr exists:e.example redirect=r.example "; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestAt(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ term, want string }{
		"a name is itself":                         {"include:_spf.example.com", "_spf.example.com"},
		"no name is the domain, section 4.8":       {"mx", "mail.example.org"},
		"the domain, section 7.2":                  {"include:_spf.%{d}", "_spf.mail.example.org"},
		"the domain escaped, section 7.3":          {"include:%{D}", "mail.example.org"},
		"the domain turned round, section 7.3":     {"exists:%{dr}.example.com", "org.example.mail.example.com"},
		"the last parts of the domain":             {"exists:%{d2}", "example.org"},
		"more parts than there are":                {"exists:%{d9}", "mail.example.org"},
		"the last parts of what was turned round":  {"exists:%{d1r}.example.com", "mail.example.com"},
		"other delimiters":                         {"exists:%{d1r-.}.example.com", "mail.example.com"},
		"a percent sign, section 7.1":              {"exists:a%%.example.com", "a%.example.com"},
		"a space, section 7.1":                     {"exists:a%_b%-.example.com", "a b%20.example.com"},
		"the address is of the message":            {"exists:%{i}._spf.example.com", ""},
		"the sender is of the message":             {"include:%{o}", ""},
		"the name of the client is of the message": {"include:%{d}.%{h}.example.com", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, ok := mustParse(t, "v=spf1 "+tc.term+" -all").Asking()[0].(Mechanism)
			if !ok {
				t.Fatal("no mechanism")
			}
			if got, known := m.Domain.At("mail.example.org"); got != tc.want || known != (tc.want != "") {
				t.Errorf("got %q, %t, want %q", got, known, tc.want)
			}
		})
	}
}
