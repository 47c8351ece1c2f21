package mailauth

import (
	"strings"
	"testing"
)

// TestReplicationTrouble: each error has words of its own, which name both
// regions and the domain, and something to type.
func TestReplicationTrouble(t *testing.T) {
	t.Parallel()
	spec := plain()
	spec.Region, spec.DKIM.ParentRegion = "us-gov-west-1", "us-gov-east-1"
	said := map[string]string{}
	for _, errorType := range []string{ParentNotFound, ParentHasOwnKey, ParentIsReplica, ParentRegionInvalid, ParentAccessDenied, "REPLICATION_NEW"} {
		f := ReplicationTrouble(errorType, spec)
		if other, twice := said[f.Summary]; twice {
			t.Errorf("%s is said like %s: %s", errorType, other, f.Summary)
		}
		said[f.Summary] = errorType
		if text := f.Text(); !strings.Contains(text, "us-gov-east-1") || !strings.Contains(text, errorType) || !strings.Contains(text, "To fix: ") {
			t.Errorf("of %s is said %q", errorType, text)
		}
	}
	const arn = "arn:aws-us-gov:ses:us-gov-east-1:*:identity/example.org"
	if fix := ReplicationTrouble(ParentAccessDenied, spec).Fix; !strings.Contains(fix, arn) || !strings.Contains(fix, "us-gov-west-1") {
		t.Errorf("what is denied is mended by %q, want %s", fix, arn)
	}
}
