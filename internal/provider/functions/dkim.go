package functions

import (
	"encoding/base64"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/function"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/dkim"
	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/taglist"
)

// dkimObject is a DKIM key record taken apart.
type dkimObject struct {
	Record         string            `tfsdk:"record"`
	Version        *string           `tfsdk:"version"`
	KeyType        string            `tfsdk:"key_type"`
	Bits           *int              `tfsdk:"bits"`
	Revoked        bool              `tfsdk:"revoked"`
	Testing        bool              `tfsdk:"testing"`
	Strict         bool              `tfsdk:"strict"`
	Services       []string          `tfsdk:"services"`
	HashAlgorithms []string          `tfsdk:"hash_algorithms"`
	Notes          *string           `tfsdk:"notes"`
	PublicKey      *string           `tfsdk:"public_key"`
	UnknownTags    map[string]string `tfsdk:"unknown_tags"`
}

func dkimTypes() map[string]attr.Type {
	list := types.ListType{ElemType: types.StringType}
	return map[string]attr.Type{
		"record": types.StringType, "version": types.StringType, "key_type": types.StringType, "bits": types.Int64Type,
		"revoked": types.BoolType, "testing": types.BoolType, "strict": types.BoolType,
		"services": list, "hash_algorithms": list, "notes": types.StringType, "public_key": types.StringType,
		"unknown_tags": types.MapType{ElemType: types.StringType},
	}
}

func dkimParse() function.Function {
	return provided{
		name: "dkim_parse",
		definition: function.Definition{
			Summary: "Takes the text of a DKIM key record apart",
			MarkdownDescription: "Reads the text of a DKIM key record (RFC 6376 section 3.6.1, RFC 8463), the TXT value at `<selector>._domainkey.<domain>`, and returns an object:\n\n" +
				"* `version`: `DKIM1`; null where the tag is absent\n" +
				"* `key_type`: `rsa` or `ed25519`, or another word that verifiers do not know (tag `k`)\n" +
				"* `bits`: number, the size of the key; null where it is revoked or of an unknown type. RSA keys should have 2048 (RFC 8301)\n" +
				"* `revoked`: whether the key is withdrawn, by an empty tag `p`\n" +
				"* `testing`: whether verifiers are to treat signed mail like unsigned (`y` in the tag `t`)\n" +
				"* `strict`: whether a signature must not be for a subdomain (`s` in the tag `t`)\n" +
				"* `services`: list of what the key is for (tag `s`), `[\"*\"]` by default\n" +
				"* `hash_algorithms`: list of those allowed (tag `h`); null for all\n" +
				"* `notes`: text for people (tag `n`); null where the tag is absent\n" +
				"* `public_key`: base64 of the key without white space; null where it is revoked\n" +
				"* `unknown_tags`: map of the tags that nobody defines; null where there is none\n" +
				"* `record`: the text in its canonical form\n\n" +
				"A malformed record is an error, which names the column of every fault and what to type instead. A weak key is not: `bits` tells it.",
			Parameters: []function.Parameter{function.StringParameter{
				Name:                "text",
				MarkdownDescription: "Text of a DKIM key record, its character-strings joined: `v=DKIM1; k=rsa; p=MIIBIjANBgkq...`.",
			}},
			Return: function.ObjectReturn{AttributeTypes: dkimTypes()},
		},
		work: ofText(func(text string) (any, []problem) {
			record, err := dkim.Parse(text)
			// What a verifier makes of a well-formed key is for the caller to see.
			if problems := inText(faults(dkim.Check(text), "K06", "K07", "K08", "K10"), err); problems != nil {
				return nil, problems
			}
			return dkimApart(text, record), nil
		}),
	}
}

// dkimApart is a record as an object. Only the text itself tells whether there
// is a version.
func dkimApart(text string, r dkim.KeyRecord) dkimObject {
	out := dkimObject{
		Record:         r.String(),
		KeyType:        string(r.Type),
		Revoked:        r.Revoked(),
		Testing:        r.Testing(),
		Strict:         slices.Contains(r.Flags, "s"),
		Services:       r.Services,
		HashAlgorithms: r.Hashes,
		Notes:          unless(r.Notes, ""),
		PublicKey:      unless(base64.StdEncoding.EncodeToString(r.PublicKey), ""),
	}
	if s, ok := taglist.Parse(text, taglist.FWS).Find("v"); ok {
		out.Version = &s.Value
	}
	if r.Bits > 0 {
		out.Bits = &r.Bits
	}
	for _, t := range r.Unknown {
		if out.UnknownTags == nil {
			out.UnknownTags = map[string]string{}
		}
		out.UnknownTags[t.Name] = t.Value
	}
	return out
}
