package account

import (
	"context"
	"encoding/json"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/mailauth/terraform-provider-mailauth/internal/provider/remedy"
)

// kept is what the private state keeps of suppression reasons that are
// configured; there is none where they are not, as after an import.
type kept struct {
	// Before are those that stood before the first apply.
	Before []string `json:"before"`
	// Left are those of the last apply.
	Left []string `json:"left"`
}

const keptKey = "suppression"

func loadKept(ctx context.Context, from interface {
	GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
},
) (*kept, diag.Diagnostics) {
	data, diags := from.GetKey(ctx, keptKey)
	if diags.HasError() || len(data) == 0 {
		return nil, diags
	}
	var out *kept
	if err := json.Unmarshal(data, &out); err != nil {
		diags.Append(remedy.Bug("read the private state", err))
	}
	return out, diags
}

func storeKept(ctx context.Context, k *kept, to interface {
	SetKey(ctx context.Context, key string, value []byte) diag.Diagnostics
},
) diag.Diagnostics {
	data, err := json.Marshal(k)
	if err != nil {
		return diag.Diagnostics{remedy.Bug("write the private state", err)}
	}
	return to.SetKey(ctx, keptKey, data)
}
