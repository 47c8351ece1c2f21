package main

import (
	"fmt"
	"math"
	"strings"
)

// The plot has a panel for each operation, with the number of domains in one
// zone to the right and seconds upwards, both as powers of ten.
const (
	panelWidth, panelHeight = 230, 240
	panelGap, panelLeft     = 70, 60
	panelTop                = 50
	mostDomains             = 3 // powers of ten
	mostSeconds             = 5
)

// A curve is one line of a panel.
type curve struct {
	label, colour string
	points        [][2]float64 // domains, seconds
}

func plot(f figures) string {
	var out strings.Builder
	width := panelLeft + 3*panelWidth + 2*panelGap + 20
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">`+"\n", width, panelTop+panelHeight+70)
	out.WriteString(`<rect width="100%" height="100%" fill="white"/>` + "\n")
	for i, o := range []operation{create, plan, destroy} {
		panel(&out, panelLeft+i*(panelWidth+panelGap), o, curves(f, o))
	}
	for i, c := range curves(f, create) {
		x, y := panelLeft+i*260, panelTop+panelHeight+55
		fmt.Fprintf(&out, `<line x1="%d" y1="%d" x2="%d" y2="%d" stroke="%s" stroke-width="2"/><text x="%d" y="%d">%s</text>`+"\n", x, y-4, x+24, y-4, c.colour, x+30, y, c.label)
	}
	out.WriteString("</svg>\n")
	return out.String()
}

// curves are those of an operation on domains in one zone that is not awaited.
func curves(f figures, o operation) []curve {
	ours := curve{label: "mailauth", colour: "#0969da"}
	floor := curve{label: "what the rates alone take", colour: "#6e7781"}
	peers := curve{label: "hashicorp/aws", colour: "#cf222e"}
	for _, t := range f.Trials {
		if t.Operation != o || !t.plain() {
			continue
		}
		n := float64(t.Domains)
		ours.points = append(ours.points, [2]float64{n, t.Seconds})
		floor.points = append(floor.points, [2]float64{n, t.floor()})
		if p := t.peer(); p.seconds > 0 {
			peers.points = append(peers.points, [2]float64{n, p.seconds})
		}
	}
	return []curve{ours, floor, peers}
}

func panel(out *strings.Builder, left int, o operation, lines []curve) {
	x := func(domains float64) float64 { return float64(left) + math.Log10(domains)/mostDomains*panelWidth }
	y := func(seconds float64) float64 {
		return panelTop + panelHeight*(1-math.Log10(max(seconds, 1))/mostSeconds)
	}
	fmt.Fprintf(out, `<text x="%d" y="%d" font-size="14">%s</text>`+"\n", left, panelTop-20, o)
	for power := range mostSeconds + 1 {
		at, label := y(math.Pow10(power)), []string{"1 s", "10 s", "100 s", "17 min", "2.8 h", "28 h"}[power]
		fmt.Fprintf(out, `<line x1="%d" y1="%.0f" x2="%d" y2="%.0f" stroke="#d0d7de"/><text x="%d" y="%.0f" text-anchor="end">%s</text>`+"\n", left, at, left+panelWidth, at, left-6, at+4, label)
	}
	for power := range mostDomains + 1 {
		fmt.Fprintf(out, `<text x="%.0f" y="%d" text-anchor="middle">%s</text>`+"\n", x(math.Pow10(power)), panelTop+panelHeight+18, thousands(int(math.Pow10(power))))
	}
	for _, c := range lines {
		var points []string
		for _, p := range c.points {
			points = append(points, fmt.Sprintf("%.1f,%.1f", x(p[0]), y(p[1])))
			fmt.Fprintf(out, `<circle cx="%.1f" cy="%.1f" r="3" fill="%s"/>`+"\n", x(p[0]), y(p[1]), c.colour)
		}
		fmt.Fprintf(out, `<polyline points="%s" fill="none" stroke="%s" stroke-width="2"/>`+"\n", strings.Join(points, " "), c.colour)
	}
}
