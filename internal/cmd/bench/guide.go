package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// What is between these lines of the guide comes from the figures.
const (
	guideBegin = "<!-- Written by make bench: begin -->\n"
	guideEnd   = "<!-- Written by make bench: end -->\n"
)

// render writes tables and plot into the repository.
func render(root string, f figures) error {
	path := filepath.Join(root, guideFile)
	text, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("read the guide: %w", err)
	}
	filled, err := fill(string(text), f)
	if err != nil {
		return err
	}
	if err := os.WriteFile(path, []byte(filled), 0o644); err != nil {
		return fmt.Errorf("write the guide: %w", err)
	}
	if err := os.WriteFile(filepath.Join(root, plotFile), []byte(plot(f)), 0o644); err != nil {
		return fmt.Errorf("write the plot: %w", err)
	}
	return nil
}

// fill puts the tables into the guide.
func fill(guide string, f figures) (string, error) {
	before, rest, ok := strings.Cut(guide, guideBegin)
	_, after, closed := strings.Cut(rest, guideEnd)
	if !ok || !closed {
		return "", fmt.Errorf("the guide has no %q and %q", guideBegin, guideEnd)
	}
	return before + guideBegin + tables(f) + guideEnd + after, nil
}

func tables(f figures) string {
	var out strings.Builder
	for _, o := range []operation{create, plan, destroy} {
		fmt.Fprintf(&out, "\n### %s\n\n", map[operation]string{
			create: "terraform apply, all new", plan: "terraform plan, nothing to do", destroy: "terraform destroy",
		}[o])
		out.WriteString("| | SES calls | Route 53 calls | refused | time | of the floor | memory | `hashicorp/aws`: calls | time |\n")
		out.WriteString("|---|--:|--:|--:|--:|--:|--:|--:|--:|\n")
		for _, t := range f.Trials {
			if t.Operation == o {
				out.WriteString(row(t))
			}
		}
	}
	fmt.Fprintf(&out, "\nMeasured with %s. The provider's program has %.1f MB; its schema is there %.0f ms after its start.\n", f.CLI, f.Program.MB, f.Program.SchemaMS)
	return out.String()
}

func row(t trial) string {
	p, ratio := t.peer(), ""
	if t.Domains > 1 { // one request waits for no rate
		ratio = fmt.Sprintf("%.1f", t.Seconds/t.floor())
	}
	return fmt.Sprintf("| %s | %s | %s | %d | %s | %s | %.0f MiB | %s | %s |\n", t.Layout, thousands(t.SES), thousands(t.Route53), t.Refused,
		span(t.Seconds), ratio, t.MiB, thousands(p.calls), p.time())
}

// time is the figure in a table.
func (p peer) time() string {
	switch {
	case p.seconds == 0:
		return ""
	case p.computed:
		return span(p.seconds) + " (computed)"
	default:
		return span(p.seconds)
	}
}

// span is a time to read: "4.8 s", "3 min 40 s", "1 h 2 min".
func span(seconds float64) string {
	d := time.Duration(seconds * float64(time.Second))
	switch {
	case d < 10*time.Second:
		return strconv.FormatFloat(tenths(seconds), 'f', -1, 64) + " s"
	case d < 2*time.Minute:
		return fmt.Sprintf("%.0f s", d.Seconds())
	case d < time.Hour:
		d = d.Round(time.Second)
		return fmt.Sprintf("%d min %d s", d/time.Minute, d%time.Minute/time.Second)
	default:
		d = d.Round(time.Minute)
		return fmt.Sprintf("%d h %d min", d/time.Hour, d%time.Hour/time.Minute)
	}
}

// thousands is a number to read: "35,002".
func thousands(n int) string {
	s := strconv.Itoa(n)
	if len(s) > 3 {
		return thousands(n/1000) + "," + s[len(s)-3:]
	}
	return s
}
