package chaos_test

import (
	"time"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
)

const hour = time.Hour

// sample is how many cases there are to each one that is run with all tests.
const sample = 37

// refuse lets AWS refuse the n-th request, and all later ones where it lasts.
func (f fault) refuse(w *acctest.World, n int) {
	rule := f.refusal
	rule.Call = n
	if f.reach == lasting {
		later := rule
		later.Call = 0
		rule.Do = func() { w.Fail(later) }
	}
	w.Fail(rule)
}

// strike is what the wire does with requests.
func (f fault) strike(n int, ended chan struct{}, interrupt func()) func(int) fate {
	if f.ofAWS() {
		return nil
	}
	return func(call int) fate {
		if call < n || call > n && f.reach != lasting {
			return fate{}
		}
		hit := f.wire
		switch f.reach {
		case fatal:
			hit.unanswered = true
			hit.after = func() { close(ended) }
			if hit.unsent {
				hit.before, hit.after = hit.after, nil
			}
		case stopping:
			hit.after = interrupt
			if hit.unsent {
				hit.before, hit.after = interrupt, nil
			}
		}
		return hit
	}
}
