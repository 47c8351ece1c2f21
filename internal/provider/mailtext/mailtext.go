// Package mailtext is Terraform's view of text that can be spelled in several
// ways and mean the same: SPF and DMARC records and domain names. Where the
// meaning is the same, the spelling that is in the state stays and no plan
// shows a difference. What a text means is decided elsewhere.
package mailtext

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types/basetypes"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/dmarc"
	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/spf"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// The kinds of text.
type (
	// SPF is the text of an SPF record (RFC 7208).
	SPF = Text[spfText]
	// DMARC is the text of a DMARC record (RFC 9989).
	DMARC = Text[dmarcText]
	// Name is a domain name; case and one trailing dot do not count.
	Name = Text[nameText]
)

// meaning says whether two spellings mean the same.
type meaning interface {
	same(a, b string) bool
}

type spfText struct{}

func (spfText) same(a, b string) bool { return spf.Equal(a, b) }

type dmarcText struct{}

func (dmarcText) same(a, b string) bool { return dmarc.Equal(a, b) }

type nameText struct{}

func (nameText) same(a, b string) bool {
	x, errX := rr.ParseName(a)
	y, errY := rr.ParseName(b)
	return errX == nil && errY == nil && x == y
}

// Text is a value. The zero value is null.
type Text[M meaning] struct {
	basetypes.StringValue
}

var _ basetypes.StringValuableWithSemanticEquals = SPF{}

// OfSPF returns the value of an SPF record.
func OfSPF(text string) SPF { return of[spfText](text) }

// OfDMARC returns the value of a DMARC record.
func OfDMARC(text string) DMARC { return of[dmarcText](text) }

// OfName returns the value of a name.
func OfName(name rr.Name) Name { return of[nameText](string(name)) }

// UnknownName is a name that is not known yet.
func UnknownName() Name { return Name{StringValue: basetypes.NewStringUnknown()} }

// SPFType is the type of SPF for a schema.
func SPFType() basetypes.StringTypable { return Type[spfText]{} }

// DMARCType is the type of DMARC for a schema.
func DMARCType() basetypes.StringTypable { return Type[dmarcText]{} }

// NameType is the type of Name for a schema.
func NameType() basetypes.StringTypable { return Type[nameText]{} }

func of[M meaning](text string) Text[M] {
	return Text[M]{StringValue: basetypes.NewStringValue(text)}
}

// Or returns the value, or the text where the value is null.
func (t Text[M]) Or(text string) Text[M] {
	if t.IsNull() {
		return of[M](text)
	}
	return t
}

// Same reports whether both are texts that mean the same.
func (t Text[M]) Same(other Text[M]) bool {
	var m M
	return t.isText() && other.isText() && m.same(t.ValueString(), other.ValueString())
}

// Keep returns the earlier spelling where it means the same.
func (t Text[M]) Keep(before Text[M]) Text[M] {
	if t.Same(before) {
		return before
	}
	return t
}

func (t Text[M]) isText() bool { return !t.IsNull() && !t.IsUnknown() }

// Type returns the type of the value.
func (t Text[M]) Type(context.Context) attr.Type { return Type[M]{} }

// Equal reports whether both values are spelled the same.
func (t Text[M]) Equal(other attr.Value) bool {
	o, ok := other.(Text[M])
	return ok && t.StringValue.Equal(o.StringValue)
}

// StringSemanticEquals lets the framework keep the spelling of the state when
// a provider answers with another one.
func (t Text[M]) StringSemanticEquals(_ context.Context, other basetypes.StringValuable) (bool, diag.Diagnostics) {
	o, ok := other.(Text[M])
	return ok && t.Same(o), nil
}

// Type is the type of a Text.
type Type[M meaning] struct {
	basetypes.StringType
}

// String names the type for error messages.
func (Type[M]) String() string {
	var m M
	return fmt.Sprintf("mailtext.%T", m)
}

// Equal reports whether both are the same type.
func (Type[M]) Equal(other attr.Type) bool {
	_, ok := other.(Type[M])
	return ok
}

// ValueType returns the zero value.
func (Type[M]) ValueType(context.Context) attr.Value { return Text[M]{} }

// ValueFromString converts a plain string value.
func (Type[M]) ValueFromString(_ context.Context, in basetypes.StringValue) (basetypes.StringValuable, diag.Diagnostics) {
	return Text[M]{StringValue: in}, nil
}

// ValueFromTerraform converts what comes over the protocol.
func (t Type[M]) ValueFromTerraform(ctx context.Context, in tftypes.Value) (attr.Value, error) {
	value, err := t.StringType.ValueFromTerraform(ctx, in)
	if err != nil {
		return nil, err
	}
	plain, ok := value.(basetypes.StringValue)
	if !ok {
		return nil, fmt.Errorf("a string became a %T", value)
	}
	return Text[M]{StringValue: plain}, nil
}
