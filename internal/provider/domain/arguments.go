package domain

import (
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth"
	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

const defaultTTL = 300

// arguments returns the configuration with every default filled in, and in the
// spelling of the state (nil at create) wherever that means the same. Zone and
// everything that AWS decides are still open.
func arguments(config model, state *model, cloud Cloud) model {
	m := config
	m.Region = regionOr(config.Region, cloud)
	m.ManageDNS = boolOr(config.ManageDNS, true)
	m.OnExisting = stringOr(config.OnExisting, onExistingFail)
	m.TTL = config.TTL
	if config.TTL.IsNull() {
		m.TTL = types.Int64Value(defaultTTL)
	}
	m.FeedbackForwardingEnabled = boolOr(config.FeedbackForwardingEnabled, true)
	if config.WaitForVerification.IsNull() {
		// Records that are built from this resource cannot exist before it does.
		m.WaitForVerification = m.ManageDNS
	}
	m.dkim = config.dkim.withDefaults()
	m.mailFrom = config.mailFrom.withDefaults(config.Domain)
	m.dmarc = config.dmarc.withDefaults()
	m.TagsAll = allTags(config.Tags, cloud)
	if state != nil {
		m.keepUnsettled(config, *state, cloud)
		m.Domain = m.Domain.Keep(state.Domain)
		m.SPF = m.SPF.Keep(state.SPF)
		m.mailFrom.keep(state.mailFrom)
		m.dmarc.keep(state.dmarc)
	}
	return m
}

// keepUnsettled takes from the state what a provider block decides that is not
// known yet; nothing says that it will change.
func (m *model) keepUnsettled(config, state model, cloud Cloud) {
	if cloud.Ready() {
		return
	}
	if config.Region.IsNull() && m.Region.IsUnknown() {
		m.Region = state.Region
	}
	if config.Tags.Equal(state.Tags) {
		m.TagsAll = state.TagsAll
	}
}

func regionOr(region types.String, cloud Cloud) types.String {
	if !region.IsNull() {
		return region
	}
	if name := cloud.Region(); name != "" {
		return types.StringValue(name)
	}
	return types.StringUnknown()
}

// allTags puts the resource's tags over the provider's.
func allTags(tags types.Map, cloud Cloud) types.Map {
	if tags.IsUnknown() || !cloud.Ready() {
		return types.MapUnknown(types.StringType)
	}
	all := stringMap(cloud.DefaultTags()).Elements()
	for k, v := range tags.Elements() {
		all[k] = v
	}
	return types.MapValueMust(types.StringType, all)
}

// spec is what the arguments ask for; what is unknown is empty in it.
func (m model) spec() mailauth.Spec {
	name, err := rr.ParseName(m.Domain.ValueString())
	if err != nil {
		name = ""
	}
	return mailauth.Spec{
		Domain:             name,
		Region:             m.Region.ValueString(),
		TTL:                m.TTL.ValueInt64(),
		DKIM:               m.dkim.spec(),
		RetainedSelectors:  texts(m.dkim.RetainedSelectors.Elements()),
		MailFrom:           m.mailFrom.spec(),
		SPF:                m.SPF.ValueString(),
		DMARC:              m.dmarc.spec(),
		ConfigurationSet:   m.ConfigurationSetName.ValueString(),
		FeedbackForwarding: m.FeedbackForwardingEnabled.ValueBool(),
		Tags:               goMap(m.TagsAll),
	}
}

// kindsKnown reports whether it is known which records the bundle has.
func (m model) kindsKnown() bool {
	return known(m.mailFrom.Enabled, m.dmarc.Enabled, m.SPF, m.dkim.Selector)
}

// namesKnown reports whether the names of all records are known, those of DKIM
// apart.
func (m model) namesKnown() bool {
	return m.kindsKnown() && known(m.Domain, m.mailFrom.Domain)
}

// known reports whether none of the values is unknown, nor anything in them.
func known(values ...attr.Value) bool {
	for _, v := range values {
		if v.IsUnknown() {
			return false
		}
		if set, ok := v.(types.Set); ok && !known(set.Elements()...) {
			return false
		}
	}
	return true
}
