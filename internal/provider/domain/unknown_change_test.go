package domain_test

import (
	"flag"
	"iter"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws"
)

var all = flag.Bool("all", false, "run everything of what is sampled otherwise")

// TestUnknownChange plans changes of a domain that stands, as a CLI does where
// members of the configuration are known only in the middle of an apply: once
// without them, and once more with them. Where the second plan says something
// else than the first, a CLI ends the apply with "inconsistent final plan".
func TestUnknownChange(t *testing.T) {
	t.Parallel()
	own := object{"selector": "s1", "private_key_wo": newKeyPair(t).text(), "private_key_wo_version": 1}
	var compared, refused atomic.Int64
	t.Cleanup(func() {
		if compared.Load() < refused.Load() {
			t.Errorf("%d pairs of plans were compared, and %d are refused with all known", compared.Load(), refused.Load())
		}
	})
	for name, before := range standings(own) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := stands(t, before)
			dice := rand.New(rand.NewPCG(1, uint64(len(name))))
			for what, after := range inKeyOrder(changes(own, s.elder.ID)) {
				unknowns := s.unknowns(dice)
				if !*all {
					// One of them, at every second change.
					unknowns = unknowns[dice.IntN(len(unknowns)):][:dice.IntN(2)]
				}
				for _, members := range unknowns {
					said, planned := s.planTwice(t, after, members)
					if planned {
						compared.Add(1)
					} else {
						refused.Add(1)
					}
					if said != "" {
						t.Errorf("%s, with %v unknown: %s", what, members, said)
					}
				}
			}
		})
	}
}

// inKeyOrder goes through a map in the same order each time.
func inKeyOrder[V any](m map[string]V) iter.Seq2[string, V] {
	return func(yield func(string, V) bool) {
		for _, key := range slices.Sorted(maps.Keys(m)) {
			if !yield(key, m[key]) {
				return
			}
		}
	}
}

// planTwice plans a configuration of which members are unknown, and then the
// whole. It returns what a CLI says against that; planned is false where the
// whole is refused, at which a CLI ends, whenever it learns of it.
func (s *stood) planTwice(t *testing.T, config object, members []string) (said string, planned bool) {
	t.Helper()
	later, errors := s.server.PlanChange(t.Context(), s.instance, s.server.Config(within(config, members)))
	if errors != "" {
		return "", false
	}
	early, errors := s.server.PlanChange(t.Context(), s.instance, s.server.Config(without(config, members)))
	if errors != "" || early.Replace {
		return errors, true
	}
	return s.server.Contradicted(early, later), true
}

// unknowns are the sets of members that are unknown together: each alone, and
// some of several.
func (s *stood) unknowns(dice *rand.Rand) [][]string {
	members := slices.DeleteFunc(s.server.Arguments(), func(member string) bool {
		return member == "domain" || strings.HasPrefix(member, "timeouts")
	})
	var out [][]string
	for _, member := range members {
		out = append(out, []string{member})
	}
	for range members {
		var some []string
		for _, i := range dice.Perm(len(members))[:2+dice.IntN(4)] {
			some = append(some, members[i])
		}
		slices.Sort(some)
		out = append(out, some)
	}
	return out
}

// object is a configuration, or an object in one.
type object = map[string]any

// without is a configuration of which members are unknown.
func without(config object, members []string) object {
	return put(config, members, tftypes.UnknownValue)
}

// within is a configuration in which what would hold members is there.
func within(config object, members []string) object {
	var outer []string
	for _, member := range members {
		if _, _, nested := strings.Cut(member, "."); nested {
			outer = append(outer, member)
		}
	}
	return put(config, outer, nil)
}

// put gives members a value, or makes room for them where it is nil.
func put(config object, members []string, value any) object {
	out := maps.Clone(config)
	for _, member := range members {
		at := out
		outer, inner, nested := strings.Cut(member, ".")
		if nested {
			held, _ := out[outer].(object)
			if out[outer] != nil && held == nil {
				continue // All of it is unknown.
			}
			at = maps.Clone(held)
			if at == nil {
				at = object{}
			}
			out[outer] = at
		} else {
			inner = outer
		}
		if value != nil {
			at[inner] = value
		}
	}
	return out
}

// stood is a domain that stands in a world of its own.
type stood struct {
	scene
	// elder is another zone that holds the domain.
	elder    *fakeaws.Zone
	server   *acctest.Server
	instance acctest.Instance
}
