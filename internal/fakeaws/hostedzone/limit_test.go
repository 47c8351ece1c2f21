package hostedzone

import (
	"fmt"
	"strings"
	"testing"
)

// addresses returns n different values.
func addresses(n int) []string {
	values := make([]string, n)
	for i := range values {
		values[i] = fmt.Sprintf("10.%d.%d.%d", i/65536, i/256%256, i%256)
	}
	return values
}

// spread returns one change for each count, with that many values.
func spread(action Action, counts ...int) []Change {
	changes := make([]Change, len(counts))
	for i, n := range counts {
		changes[i] = Change{Action: action, Set: simple(fmt.Sprintf("n%d.example.com", i), "A", addresses(n)...)}
	}
	return changes
}

// long returns n changes with a value of 3,199 characters each; last is appended to the last of them.
func long(action Action, n int, last string) []Change {
	changes := make([]Change, n)
	for i := range changes {
		value := strings.TrimSpace(strings.Repeat(`"`+strings.Repeat("a", 197)+`" `, 16))
		if i == n-1 {
			value += last
		}
		changes[i] = Change{Action: action, Set: simple(fmt.Sprintf("n%d.example.com", i), "TXT", value)}
	}
	return changes
}

func TestBatchLimits(t *testing.T) {
	t.Parallel()
	const values = "InvalidChangeBatch: [Number of records limit of 1000 exceeded.]"
	const characters = "InvalidChangeBatch: [RDATA character limit of 32000 exceeded.]"
	tests := map[string]struct {
		batch []Change
		want  string // "" if accepted
	}{
		"1,000 values created":                          {spread(Create, 400, 400, 200), ""},
		"1,001 values created":                          {spread(Create, 400, 400, 201), values},
		"500 values upserted, which count twice":        {spread(Upsert, 400, 100), ""},
		"501 values upserted":                           {spread(Upsert, 400, 101), values},
		"32,000 characters created":                     {long(Create, 10, ` "1234567"`), ""},
		"32,001 characters created":                     {long(Create, 10, ` "12345678"`), characters},
		"16,000 characters upserted, which count twice": {long(Upsert, 5, ` "12"`), ""},
		"16,001 characters upserted":                    {long(Upsert, 5, ` "123"`), characters},
		"400 values in a set":                           {spread(Create, 400), ""},
		"401 values in a set":                           {spread(Create, 401), "InvalidChangeBatch: [Cannot have more than 400 records in a RRSet.]"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, z := newZone(t)
			_, err := s.Change(z.ID, test.batch)
			if got := fmt.Sprint(err); test.want == "" && err != nil || test.want != "" && got != test.want {
				t.Errorf("got %.200s, want %q", got, test.want)
			}
		})
	}
}

func TestModelBounds(t *testing.T) {
	t.Parallel()
	ttl := func(n int64) Change {
		return create(Set{Name: "x.example.com", Type: "A", TTL: n, Values: []string{"192.0.2.1"}})
	}
	tests := map[string]struct {
		change Change
		want   string // the field that the refusal names; "" if accepted
	}{
		"TTL 0":                {ttl(0), ""},
		"TTL 2147483647":       {ttl(1<<31 - 1), ""},
		"TTL 2147483648":       {ttl(1 << 31), "resourceRecordSet.tTL"},
		"negative TTL":         {ttl(-1), "resourceRecordSet.tTL"},
		"weight 255":           {create(weighted("x.example.com", "A", "s", 255, "192.0.2.1")), ""},
		"weight 256":           {create(weighted("x.example.com", "A", "s", 256, "192.0.2.1")), "resourceRecordSet.weight"},
		"unknown type":         {create(simple("x.example.com", "ANY", "a")), "resourceRecordSet.type"},
		"unknown action":       {Change{Action: "REPLACE", Set: simple("x.example.com", "A", "192.0.2.1")}, "action"},
		"long set identifier":  {create(weighted("x.example.com", "A", strings.Repeat("s", 129), 1, "192.0.2.1")), "resourceRecordSet.setIdentifier"},
		"name over 1,024":      {create(simple(strings.Repeat("a.", 600)+"example.com", "A", "192.0.2.1")), "resourceRecordSet.name"},
		"identifier no policy": {create(Set{Name: "x.example.com", Type: "A", Values: []string{"192.0.2.1"}, Routing: &Routing{SetIdentifier: "s"}}), "found none"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, z := newZone(t)
			_, err := s.Change(z.ID, batch(test.change))
			got := fmt.Sprint(err)
			if test.want == "" && err != nil || test.want != "" && (!strings.HasPrefix(got, "InvalidInput: ") || !strings.Contains(got, test.want)) {
				t.Errorf("got %.300s, want one about %q", got, test.want)
			}
		})
	}
}
