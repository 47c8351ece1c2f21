package spf

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// long is a record of 4,000 octets, the most that Route 53 takes in a value.
func long() string {
	var b strings.Builder
	b.WriteString("v=spf1")
	for i := 0; b.Len() < 3900; i++ {
		fmt.Fprintf(&b, " ip4:8.%d.%d.0/24 include:_spf%d.example.com ip6:2001:db8:%x::/48 exists:%%{ir}.%%{l1r-}.%d.example.org", i, i, i, i, i)
	}
	return b.String()[:3990] + ".com ~all"
}

// BenchmarkParse shows that the longest record is read in less than 50
// microseconds, and that time and memory grow with the length only.
func BenchmarkParse(b *testing.B) {
	text := long()
	for _, n := range []int{1, 2, 4} {
		b.Run(fmt.Sprintf("%d times 4000 octets", n), func(b *testing.B) {
			repeated := text + strings.Repeat(text[len("v=spf1"):], n-1)
			b.SetBytes(int64(len(repeated)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Parse(repeated); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	b.Run("2000 terms of one letter", func(b *testing.B) {
		short := "v=spf1" + strings.Repeat(" a", 1997)
		b.ReportAllocs()
		for b.Loop() {
			if _, err := Parse(short); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkEqual(b *testing.B) {
	text := long()
	b.ReportAllocs()
	for b.Loop() {
		if !Equal(text, text+" ") {
			b.Fatal("not equal")
		}
	}
}

func BenchmarkCheck(b *testing.B) {
	text := long()
	b.ReportAllocs()
	for b.Loop() {
		Check(text)
	}
}

// No input makes the work grow faster than its length. A busy machine makes one
// measurement worthless, so what is slow is compared with a tenth of itself, a
// few times: where the work grows with the square, none of them looks linear.
func TestHostileTextIsLinear(t *testing.T) {
	t.Parallel()
	for name, piece := range map[string]string{
		"unknown mechanisms": " ipv4:1.2.3", "tabs": "\t", "one domain of percent signs": "%", "tabs and spaces": " \t\t", "open macros": " a:%{", "percent signs": " exists:%%%",
		"one long word": "x", "slashes": " a/////", "deep macros": "%{d", "networks": " ip6:2001:db8::1/96",
		"illegal bytes": "\xff\t", "dots": ".", "quotation marks": `"`, "versions": "v=spf", "equals signs": " a=b",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			const tries, pieces = 4, 100_000
			var tenth, whole time.Duration
			for range tries {
				tenth, whole = checking(piece, pieces/10), checking(piece, pieces)
				if whole < time.Second || whole < 30*tenth {
					return
				}
			}
			t.Errorf("%v for %d pieces, and %v for %d", tenth, pieces/10, whole, pieces)
		})
	}
}

// checking is how long it takes to check a text of some equal pieces.
func checking(piece string, pieces int) time.Duration {
	text := "v=spf1 a:" + strings.Repeat(piece, pieces)
	start := time.Now()
	Check(text)
	return time.Since(start)
}
