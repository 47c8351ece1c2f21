package awsconf

import (
	"cmp"
	"context"
	"errors"
	"slices"
)

// Scope is whose credentials one service is used with, where that is not the
// account of the others: hosted zones are often kept in an account of their own.
// The zero value of each field means that it says nothing.
type Scope struct {
	// Service is what the credentials are for, as in "Route 53", and Block the
	// block of the provider that says so. Both are for errors.
	Service, Block string

	Profile    string
	AccessKey  string
	SecretKey  string
	Token      string
	AssumeRole []AssumeRole
}

// Empty reports whether the scope names no credentials, so that those of the
// provider serve it as well.
func (s Scope) Empty() bool { return !s.names() && len(s.AssumeRole) == 0 }

// names reports whether the scope has credentials of its own to begin with.
func (s Scope) names() bool { return s.Profile != "" || s.AccessKey != "" || s.SecretKey != "" }

// Scoped returns a source for the scope. What the scope does not say, it takes
// from s; nothing is asked before the first use. It never asks whose the
// credentials are, nor does it compare accounts: a hosted zone has no account in
// its ARN.
//
//	scope names        | credentials to begin with | roles
//	nothing            | those of s                | those of s
//	roles              | those of s                | its own, assumed with them
//	profile or keys    | its own                   | none: those of s begin elsewhere
//	both               | its own                   | its own
func (s *Source) Scoped(ctx context.Context, scope Scope) *Source {
	settings := s.settings.within(scope)
	found := readAmbient(ctx, settings)
	found.region = s.Region()
	if scope.Profile != "" {
		// The region tells the partition, which is that of the credentials: an
		// account of AWS GovCloud has its public zones in a commercial one.
		found.region = cmp.Or(found.profileRegion, found.region)
	}
	return &Source{settings: settings, version: s.version, ambient: found, scope: scope, traffic: s.traffic}
}

func (s Settings) within(scope Scope) Settings {
	if scope.names() {
		s.Profile, s.AccessKey, s.SecretKey, s.Token = scope.Profile, scope.AccessKey, scope.SecretKey, scope.Token
		s.AssumeRole, s.AssumeRoleWithWebIdentity = nil, nil
	}
	if len(scope.AssumeRole) > 0 {
		s.AssumeRole = slices.Clone(scope.AssumeRole)
	}
	s.SkipCredentialsValidation, s.SkipRequestingAccountID = true, true
	s.AllowedAccountIDs, s.ForbiddenAccountIDs = nil, nil
	return s
}

// about says of an error which credentials it is about, where there are several.
func (s Scope) about(err error) error {
	found := (*SettingsError)(nil)
	if s.Service == "" || !errors.As(err, &found) {
		return err
	}
	return &SettingsError{
		Summary: found.Summary + " (for " + s.Service + ")",
		Detail:  found.Detail,
		Fix:     "in the block " + s.Block + " of the provider: " + found.Fix,
	}
}
