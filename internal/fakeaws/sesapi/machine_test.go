package sesapi

import (
	"testing"
	"time"
)

// TestMachine_observe has the rows of the table in the comment of machine.
func TestMachine_observe(t *testing.T) {
	t.Parallel()
	const hour = time.Hour
	l := limits{search: 72 * hour, grace: 24 * hour, delay: hour}
	begin := time.Unix(1_800_000_000, 0)
	// A look is an outcome that is seen at an age of the machine.
	type look struct {
		at time.Duration
		outcome
	}
	tests := map[string]struct {
		looks []look
		want  Status
	}{
		"PENDING and present turns SUCCESS after the delay":            {[]look{{0, present}, {hour, present}}, Success},
		"PENDING and present waits for the delay":                      {[]look{{0, present}, {hour - 1, present}}, Pending},
		"PENDING and present at the limit is in time":                  {[]look{{71 * hour, present}, {99 * hour, present}}, Success},
		"PENDING and present after the limit is too late":              {[]look{{71*hour + 1, present}, {99 * hour, present}}, Failed},
		"PENDING and broken turns FAILED after the delay":              {[]look{{0, broken}, {hour, broken}}, Failed},
		"PENDING and absent waits for the limit":                       {[]look{{0, absent}, {72*hour - 1, absent}}, Pending},
		"PENDING and absent turns FAILED at the limit":                 {[]look{{0, absent}, {72 * hour, absent}}, Failed},
		"an outcome that changes starts the delay anew":                {[]look{{0, present}, {hour - 1, absent}, {hour, present}}, Pending},
		"SUCCESS and absent turns TEMPORARY_FAILURE":                   {[]look{{0, present}, {hour, present}, {2 * hour, absent}, {3 * hour, absent}}, TemporaryFailure},
		"SUCCESS and broken turns TEMPORARY_FAILURE":                   {[]look{{0, present}, {hour, present}, {2 * hour, broken}, {3 * hour, broken}}, TemporaryFailure},
		"SUCCESS and absent for less than the delay stays":             {[]look{{0, present}, {hour, present}, {2 * hour, absent}, {3*hour - 1, absent}}, Success},
		"TEMPORARY_FAILURE and present turns SUCCESS":                  {[]look{{0, present}, {hour, present}, {2 * hour, absent}, {3 * hour, absent}, {4 * hour, present}, {5 * hour, present}}, Success},
		"TEMPORARY_FAILURE and absent turns FAILED with the grace":     {[]look{{0, present}, {hour, present}, {2 * hour, absent}, {27 * hour, absent}}, Failed},
		"FAILED stays whatever is seen":                                {[]look{{0, broken}, {hour, broken}, {2 * hour, present}, {9 * hour, present}}, Failed},
		"records that were seen in time and come back late are late":   {[]look{{0, present}, {hour, present}, {2 * hour, absent}, {26*hour + 1, present}, {30 * hour, present}}, Failed},
		"records that were never looked for are found by the one look": {[]look{{hour, present}, {2 * hour, present}}, Success},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var m machine
			m.restart(begin)
			for _, look := range test.looks {
				m.observe(begin.Add(look.at), look.outcome, l)
			}
			if m.status != test.want {
				t.Errorf("status is %s, want %s", m.status, test.want)
			}
		})
	}
}
