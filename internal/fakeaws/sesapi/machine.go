package sesapi

import "time"

// outcome is what one look at DNS means for a verification.
type outcome int

const (
	unseen  outcome = iota
	absent          // the records are not there, or not right
	present         // all is there
	broken          // what is there can never do (two MX records)
)

// machine is one verification over time (Developer Guide, "Troubleshooting
// DKIM" and "Using a custom MAIL FROM domain"). An outcome counts when it has
// stood for the delay:
//
//	status             outcome  age of search or loss   next
//	PENDING            present  any                     SUCCESS
//	PENDING            broken   any                     FAILED
//	PENDING            absent   search limit reached    FAILED
//	SUCCESS            absent   any                     TEMPORARY_FAILURE
//	TEMPORARY_FAILURE  present  any                     SUCCESS
//	TEMPORARY_FAILURE  absent   grace reached           FAILED
//	FAILED             any      any                     FAILED, until restarted
type machine struct {
	status  Status
	started time.Time // when the search began
	outcome outcome
	since   time.Time // when outcome was first seen
	lost    time.Time // when TEMPORARY_FAILURE began
	pinned  bool      // set by Tamper: DNS moves it no more, until restarted
}

// limits are the documented patience of SES, and the delay of this fake.
type limits struct{ search, grace, delay time.Duration }

// The search for records ends after 72 hours. A verified domain has five days to
// restore its DKIM records ("DKIM revocation"), a MAIL FROM domain 72 hours.
func dkimLimits(delay time.Duration) limits { return limits{72 * time.Hour, 5 * 24 * time.Hour, delay} }

func mailFromLimits(delay time.Duration) limits { return limits{72 * time.Hour, 72 * time.Hour, delay} }

// restart begins a new search.
func (m *machine) restart(now time.Time) { *m = machine{status: Pending, started: now} }

// observe moves m by what DNS says at now. What it said before stood until now.
func (m *machine) observe(now time.Time, o outcome, l limits) {
	if m.pinned {
		return
	}
	if o != m.outcome {
		if m.outcome != unseen {
			m.step(now, m.outcome, l)
		}
		m.outcome, m.since = o, now
	}
	m.step(now, o, l)
}

func (m *machine) step(now time.Time, o outcome, l limits) {
	due := m.since.Add(l.delay)
	if due.Before(m.started.Add(l.delay)) {
		due = m.started.Add(l.delay)
	}
	stands := !now.Before(due)
	switch m.status {
	case Pending:
		deadline := m.started.Add(l.search)
		switch {
		case o == present && stands && !due.After(deadline):
			m.status = Success
		case o == broken && stands, !now.Before(deadline):
			m.status = Failed
		}
	case Success:
		if o != present && stands {
			m.status, m.lost = TemporaryFailure, due
		}
		m.expire(now, l)
	case TemporaryFailure:
		if o == present && stands && !due.After(m.lost.Add(l.grace)) {
			m.status = Success
		}
		m.expire(now, l)
	}
}

func (m *machine) expire(now time.Time, l limits) {
	if m.status == TemporaryFailure && !now.Before(m.lost.Add(l.grace)) {
		m.status = Failed
	}
}
