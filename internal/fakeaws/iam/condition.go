package iam

import "slices"

// compare decides on one value of the request and one of the policy.
type compare func(pattern, value string) bool

// operator is a condition operator: how one value compares, and how many have
// to.
type operator struct {
	matches compare
	// all demands it of every value of the request, and holds where there is
	// none; otherwise one has to match.
	all bool
}

// operators are those that are known (IAM User Guide, "Condition operators" and
// "Multivalued context keys").
func operators() map[string]operator {
	equal := func(pattern, value string) bool { return pattern == value }
	return map[string]operator{
		"StringEquals":              {matches: equal},
		"StringLike":                {matches: like},
		"ForAnyValue:StringEquals":  {matches: equal},
		"ForAnyValue:StringLike":    {matches: like},
		"ForAllValues:StringEquals": {matches: equal, all: true},
		"ForAllValues:StringLike":   {matches: like, all: true},
	}
}

// holds demands every key of every operator.
func (s statement) holds(r Request) bool {
	for name, keys := range s.Condition {
		for key, patterns := range keys {
			if !operators()[name].holds(patterns, r.Keys[key]) {
				return false
			}
		}
	}
	return true
}

func (o operator) holds(patterns, values []string) bool {
	matches := func(value string) bool {
		return slices.ContainsFunc(patterns, func(pattern string) bool { return o.matches(pattern, value) })
	}
	if o.all {
		return !slices.ContainsFunc(values, func(value string) bool { return !matches(value) })
	}
	return slices.ContainsFunc(values, matches)
}

// like compares with * for any characters and ? for one.
func like(pattern, text string) bool {
	for i := range len(pattern) {
		switch {
		case pattern[i] == '*':
			for j := range len(text) + 1 {
				if like(pattern[i+1:], text[j:]) {
					return true
				}
			}
			return false
		case text == "" || pattern[i] != '?' && pattern[i] != text[0]:
			return false
		}
		text = text[1:]
	}
	return text == ""
}
