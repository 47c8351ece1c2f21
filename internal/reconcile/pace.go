package reconcile

import "time"

// Pace is how long to wait between two looks at something that takes time.
type Pace struct {
	// First is the wait after the first look, which itself is at once.
	First time.Duration
	// Most bounds the waits, each of which is half as long again as the one
	// before.
	Most time.Duration
}

// VerificationPace suits SES, which looks at the records of a new identity
// often at first and then more and more rarely.
func VerificationPace() Pace { return Pace{First: 2 * time.Second, Most: 30 * time.Second} }

func (p Pace) next(wait time.Duration) time.Duration {
	if wait == 0 {
		return p.First
	}
	return min(wait+wait/2, p.Most)
}
