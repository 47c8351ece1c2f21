package mailauth

import "testing"

// BenchmarkRecords is what each domain takes, several times in a plan.
func BenchmarkRecords(b *testing.B) {
	spec, facts := plain(), Facts{Tokens: []string{"aaa", "bbb", "ccc"}, SigningHostedZone: "dkim.eu-west-1.amazonses.com"}
	for b.Loop() {
		if len(Records(spec, facts)) != 6 {
			b.Fatal("not six records")
		}
	}
}

// BenchmarkAdvice is what each domain takes in a plan.
func BenchmarkAdvice(b *testing.B) {
	spec := plain()
	for b.Loop() {
		if found := Advice(spec); len(found) != 0 {
			b.Fatal(found)
		}
	}
}
