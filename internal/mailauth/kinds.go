package mailauth

import "github.com/mailauth/terraform-provider-mailauth/internal/mailauth/advice"

// Kind is the role of a record in the bundle.
type Kind string

// The roles. Their text is what users write as the key of `records`.
const (
	DKIM1       Kind = "dkim_1"
	DKIM2       Kind = "dkim_2"
	DKIM3       Kind = "dkim_3"
	DKIMKey     Kind = "dkim"
	MailFromMX  Kind = "mail_from_mx"
	MailFromSPF Kind = "mail_from_spf"
	SPF         Kind = "spf"
	DMARCPolicy Kind = "dmarc"
)

// family is one feature of a domain and the kinds of records that it needs.
type family struct {
	kinds []Kind
	// wanted says whether spec has the feature.
	wanted func(Spec) bool
	// records returns those records of the family whose facts are there.
	records func(Spec, Facts) []Record
	// owns says whether a value at the record's name and type is in our slot;
	// every other value belongs to somebody else and is never touched.
	owns func(text string) bool
	// equal says whether two values mean the same to a receiver of mail.
	equal func(a, b string) bool
	// check gives advice on a value, nil where there is none to give.
	check func(text string) []advice.Finding
}

// families is the table of everything that a bundle may consist of.
var families = []family{dkimFamily, dkimKeyFamily, mailFromMXFamily, mailFromSPFFamily, spfFamily, dmarcFamily}

// Owns reports whether a value found at the name and type of a record of this
// kind is in the slot of the kind. Values outside it are somebody else's.
func (k Kind) Owns(text string) bool { return k.family().owns(text) }

// Equal reports whether two values of this kind mean the same, so that their
// difference is no drift.
func (k Kind) Equal(a, b string) bool { return a == b || k.family().equal(a, b) }

// Known reports whether k is a role of this version, as opposed to one that
// stands in a state written by a later version.
func (k Kind) Known() bool {
	for _, f := range families {
		for _, kind := range f.kinds {
			if kind == k {
				return true
			}
		}
	}
	return false
}

func (k Kind) family() family {
	for _, f := range families {
		for _, kind := range f.kinds {
			if kind == k {
				return f
			}
		}
	}
	return unknownFamily
}

// unknownFamily owns nothing, so nothing of an unknown role is ever removed.
var unknownFamily = family{
	owns:  func(string) bool { return false },
	equal: func(a, b string) bool { return a == b },
}

// whole owns every value of a set: two would break the record's purpose.
func whole(string) bool { return true }

// identical compares values that are canonical already.
func identical(a, b string) bool { return a == b }
