package fakeaws

import (
	"crypto/sha256"
	"encoding/base64"
	"slices"
	"strings"
	"sync"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/sesapi"
	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/stsapi"
)

// Account is one AWS account with one user, who may do everything that Deny
// does not forbid.
type Account struct {
	id    string
	world *World

	mu        sync.Mutex // guards all below
	partition string
	denied    []string
}

// Account returns the account with that twelve-digit id, new at the first use.
func (w *World) Account(id string) *Account {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.accounts[id] == nil {
		w.accounts[id] = &Account{id: id, world: w, partition: "aws"}
	}
	return w.accounts[id]
}

// ID is the account id.
func (a *Account) ID() string { return a.id }

// SetPartition moves the account to another part of AWS, such as "aws-us-gov".
// Regions of any other do not know its keys.
func (a *Account) SetPartition(partition string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.partition = partition
}

// Partition is the second part of the account's ARNs.
func (a *Account) Partition() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.partition
}

// AccessKey is the access key id of the account's user.
func (a *Account) AccessKey() string { return accessKeyPrefix + a.id }

// SecretKey is the secret to AccessKey, the same in every run.
func (a *Account) SecretKey() string {
	sum := sha256.Sum256([]byte("secret of " + a.id))
	return base64.StdEncoding.EncodeToString(sum[:])[:40]
}

const accessKeyPrefix = "AKIAFAKE"

func (a *Account) user() stsapi.Principal {
	return stsapi.Principal{
		Account: a.id,
		ARN:     "arn:" + a.Partition() + ":iam::" + a.id + ":user/fake",
		UserID:  "AIDAFAKE" + a.id,
	}
}

// Deny forbids actions ("route53:ListHostedZones", "ses:*") to everybody in the
// account. sts:GetCallerIdentity needs no permission and cannot be denied.
func (a *Account) Deny(actions ...string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.denied = append(a.denied, actions...)
}

// Allow takes back what Deny forbade, word for word.
func (a *Account) Allow(actions ...string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.denied = slices.DeleteFunc(a.denied, func(d string) bool { return slices.Contains(actions, d) })
}

func (a *Account) denies(action string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.ContainsFunc(a.denied, func(d string) bool {
		prefix, wild := strings.CutSuffix(d, "*")
		return d == action || wild && strings.HasPrefix(action, prefix)
	})
}

// CreateConfigurationSet makes a configuration set, if it is not there.
func (a *Account) CreateConfigurationSet(region, name string) {
	a.world.ses.CreateConfigurationSet(sesapi.Ref{Account: a.id, Region: region, Name: name})
}

// Review ends the review of a request for production access: GRANTED, DENIED or
// FAILED; or reopens it: PENDING. GRANTED leaves the sandbox, and the others
// enter it.
func (a *Account) Review(region, status string) { a.world.ses.Review(a.id, region, status) }

// Enforce sets SES's enforcement status: HEALTHY, PROBATION or SHUTDOWN.
func (a *Account) Enforce(region, status string) { a.world.ses.Enforce(a.id, region, status) }

// SetSending pauses sending, or lets it go on.
func (a *Account) SetSending(region string, on bool) { a.world.ses.SetSending(a.id, region, on) }

// SetSent makes as many recipients count as sent to, now, against the quota of
// 24 hours.
func (a *Account) SetSent(region string, recipients int) {
	a.world.ses.SetSent(a.id, region, recipients)
}

// InSandbox reports whether the account may send to verified identities only.
func (a *Account) InSandbox(region string) bool { return !a.world.ses.Production(a.id, region) }

// SuppressedReasons are for what SES puts addresses on the suppression list.
func (a *Account) SuppressedReasons(region string) []string {
	return a.world.ses.SuppressedReasons(a.id, region)
}

// SetSuppressedReasons changes them as somebody else would.
func (a *Account) SetSuppressedReasons(region string, reasons ...string) {
	a.world.ses.SetSuppressedReasons(a.id, region, reasons)
}

// RequestProduction asks for production access as somebody else would.
func (a *Account) RequestProduction(region string) { a.world.ses.RequestProduction(a.id, region) }
