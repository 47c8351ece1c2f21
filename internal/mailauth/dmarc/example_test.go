package dmarc_test

import (
	"fmt"

	"github.com/mailauth/terraform-provider-mailauth/internal/mailauth/dmarc"
)

func ExampleParse() {
	r, err := dmarc.Parse("v=DMARC1;p=Reject; adkim=strict; rua = mailto:reports@example.com;")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(r.Policy, r.DKIMAlignment, r.RUA)
	fmt.Println(r)
	// Output:
	// reject r [mailto:reports@example.com]
	// v=DMARC1; p=reject; rua=mailto:reports@example.com
}

func ExampleCheck() {
	for _, f := range dmarc.Check("v=DMARC1; p=rejct; adkim=strict; rua=reports@example.com") {
		fmt.Printf("%s %s: %s\n", f.Rule, f.Severity, f.Fix)
	}
	// Output:
	// D03 error: write p=reject
	// D10 error: write adkim=s
	// D12 error: write mailto:reports@example.com
}

func ExampleExternalDestinations() {
	destinations, err := dmarc.ExternalDestinations("example.com", "v=DMARC1; p=none; rua=mailto:a@example.com,mailto:b@reports.example.net")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, d := range destinations {
		fmt.Printf("%s TXT %q\n", d.Name, d.Text)
	}
	// Output: example.com._report._dmarc.reports.example.net TXT "v=DMARC1"
}
