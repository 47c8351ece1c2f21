package route53

import (
	"cmp"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/hashicorp/aws-sdk-go-base/v2/endpoints"

	"github.com/mailauth/terraform-provider-mailauth/internal/reconcile"
)

// permission is what IAM has to allow for a request (Service Authorization
// Reference, "Amazon Route 53").
func (z *Zones) permission(operation, subject string) *reconcile.Permission {
	resource := "*"
	switch operation {
	case "GetHostedZone", "ListResourceRecordSets", "ChangeResourceRecordSets":
		resource = "arn:" + z.partition + ":route53:::hostedzone/" + subject
	case "GetChange":
		// Nobody knows the ids of changes that are to come.
		resource = "arn:" + z.partition + ":route53:::change/*"
	}
	return &reconcile.Permission{Actions: []string{"route53:" + operation}, Resources: []string{resource}}
}

func partitionOf(region string) string {
	partition, _ := endpoints.PartitionForRegion(endpoints.DefaultPartitions(), region)
	return cmp.Or(partition.ID(), "aws")
}

// denied adds the condition keys of the batch to an error, if IAM refused it.
// Names are normalised as policies have to write them (Developer Guide, "Using
// IAM policy conditions for fine-grained access control"): as they are stored,
// but without the dot at the end.
func (b batch) denied(err error) error {
	api := (*reconcile.APIError)(nil)
	if !errors.As(err, &api) || api.Needs == nil {
		return err
	}
	names, kinds, actions := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, c := range b {
		names[strings.TrimSuffix(*c.ResourceRecordSet.Name, ".")] = true
		kinds[string(c.ResourceRecordSet.Type)] = true
		actions[string(c.Action)] = true
	}
	const prefix = "route53:ChangeResourceRecordSets"
	api.Needs.Keys = map[string][]string{
		prefix + "NormalizedRecordNames": slices.Sorted(maps.Keys(names)),
		prefix + "RecordTypes":           slices.Sorted(maps.Keys(kinds)),
		prefix + "Actions":               slices.Sorted(maps.Keys(actions)),
	}
	return err
}
