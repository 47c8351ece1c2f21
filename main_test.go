package main

import (
	"context"
	"errors"
	"strings"
	"testing"
)

func TestRun(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		args      []string
		started   bool
		failure   error
		code      int
		out, errs string
		served    string
	}{
		"a CLI is served":                               {started: true, served: "dev"},
		"a debugger is served without a CLI":            {args: []string{"-debug"}, served: "dev debug"},
		"the version is alone on its line":              {args: []string{"-version"}, out: "dev\n"},
		"a person who starts it is told what it is":     {code: 1, errs: "This is the provider mailauth dev, a plugin of Terraform and OpenTofu"},
		"help is no fault":                              {args: []string{"-help"}, errs: "print the version and exit"},
		"an unknown flag is one":                        {args: []string{"-verbose"}, code: 2, errs: "flag provided but not defined: -verbose"},
		"what goes wrong in serving is said, and fails": {started: true, failure: errors.New("no port"), served: "dev", code: 1, errs: "no port\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out, errs strings.Builder
			served := ""
			code := run(tc.args, tc.started, &out, &errs, func(_ context.Context, version string, debug bool) error {
				served = version
				if debug {
					served += " debug"
				}
				return tc.failure
			})
			if code != tc.code || out.String() != tc.out || !strings.Contains(errs.String(), tc.errs) || tc.errs == "" && errs.Len() > 0 || served != tc.served {
				t.Errorf("got code %d, out %q, errors %q, served %q, want %+v", code, &out, &errs, served, tc)
			}
		})
	}
}
