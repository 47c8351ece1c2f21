package layers

// module is the import path of this module.
const module = "github.com/mailauth/terraform-provider-mailauth"

// A layer is what a package may import beside the standard library. Names in
// imports and tests are separated by spaces: a package of ours by its path below
// internal/, one of another module by its whole path; "/..." at the end takes in
// what is below.
type layer struct {
	// pkg is the package, or the tree of packages, by its path below internal/.
	pkg string
	// imports are for all files, tests for test files besides.
	imports, tests string
	// pure packages answer from their arguments alone, see forbidden.
	pure bool
	// onlyFrom is the one file outside the package that may import it.
	onlyFrom string
}

// What the rows take from other modules.
const (
	aws = " github.com/aws/aws-sdk-go-v2/... github.com/aws/smithy-go/..." +
		" github.com/hashicorp/aws-sdk-go-base/v2/..."
	framework = " github.com/hashicorp/terraform-plugin-framework/..." +
		" github.com/hashicorp/terraform-plugin-framework-timeouts/..." +
		" github.com/hashicorp/terraform-plugin-framework-validators/..."
	protocol     = " github.com/hashicorp/terraform-plugin-go/..."
	tflog        = " github.com/hashicorp/terraform-plugin-log/..."
	acceptance   = " github.com/hashicorp/terraform-plugin-testing/..."
	dns          = " golang.org/x/net/dns/dnsmessage"
	publicsuffix = " golang.org/x/net/publicsuffix"
	idna         = " golang.org/x/net/idna"
	goSPF        = " blitiri.com.ar/go/spf"
	yaml         = " gopkg.in/yaml.v3"
)

// everyTest is what the tests of all packages may use.
const everyTest = "github.com/google/go-cmp/... go.uber.org/goleak"

// wiring is the file that alone knows which adapters there are.
const wiring = "internal/provider/config.go"

// table has the lowest packages first: a row names only rows above it. A new
// package is one line, and what has no line fails the test.
func table() []layer {
	return []layer{
		// The fake shares no code with the product: one that used the product's
		// codec would prove nothing.
		{pkg: "fakeaws/...", imports: "fakeaws/..." + dns, tests: aws},

		// What a domain needs: values in, values out.
		{pkg: "rr", pure: true},
		{pkg: "mailauth/advice", pure: true},
		{pkg: "mailauth/taglist", pure: true, imports: "mailauth/advice"},
		{pkg: "mailauth/spf", pure: true, imports: "mailauth/advice" + publicsuffix, tests: goSPF + yaml},
		{pkg: "mailauth/dkim", pure: true, imports: "mailauth/advice mailauth/taglist"},
		{pkg: "mailauth/dmarc", pure: true, imports: "mailauth/advice mailauth/taglist" + publicsuffix},
		{pkg: "mailauth/dmarc/report", pure: true, imports: "mailauth/advice"},
		{pkg: "mailauth", pure: true, imports: "rr mailauth/advice mailauth/spf mailauth/dkim mailauth/dmarc" + idna},

		{pkg: "mailauth/verification", pure: true, imports: "rr mailauth"},
		{pkg: "mailauth/drift", pure: true, imports: "rr mailauth mailauth/spf mailauth/dmarc"},

		// Callers at once share one call.
		{pkg: "flight"},

		// What public DNS says.
		{pkg: "resolver", imports: "rr flight" + dns, tests: "fakeaws/..."},
		{pkg: "survey", imports: "rr resolver mailauth mailauth/advice mailauth/spf mailauth/dkim mailauth/dmarc"},

		// How the world is brought there, and the ports it is reached through.
		{pkg: "reconcile", imports: "rr mailauth mailauth/dkim mailauth/verification" + tflog, tests: "mailauth/spf mailauth/dmarc reconcile/reconciletest"},
		{pkg: "reconcile/reconciletest", imports: "rr mailauth mailauth/dkim reconcile"},

		// Who answers at the ports.
		{pkg: "awsconf", imports: "flight" + aws + tflog, tests: "fakeaws/...", onlyFrom: wiring},
		{pkg: "ses", imports: "rr mailauth reconcile flight" + aws + tflog, tests: "fakeaws/... reconcile/reconciletest", onlyFrom: wiring},
		{pkg: "route53", imports: "rr mailauth reconcile flight" + aws + tflog, tests: "fakeaws/... reconcile/reconciletest", onlyFrom: wiring},

		// What Terraform sees.
		{pkg: "provider/mailtext", imports: "rr mailauth/spf mailauth/dmarc" + framework + protocol},
		{pkg: "provider/remedy", imports: "mailauth/advice reconcile" + framework},
		{pkg: "provider/whole", imports: "provider/remedy" + framework + protocol},
		{pkg: "provider/domain", imports: "provider/mailtext provider/whole provider/remedy rr mailauth mailauth/advice mailauth/drift mailauth/verification mailauth/spf mailauth/dkim mailauth/dmarc reconcile" + framework + protocol + tflog, tests: "acctest fakeaws/... reconcile/reconciletest" + acceptance},
		{pkg: "provider/actions", imports: "provider/remedy rr mailauth reconcile" + framework, tests: "acctest fakeaws/..." + protocol},
		{pkg: "provider/account", imports: "provider/remedy reconcile" + framework, tests: "acctest fakeaws/..." + protocol + acceptance},
		{pkg: "provider/lookup", imports: "provider/remedy rr mailauth mailauth/advice resolver survey" + framework, tests: "acctest fakeaws/..." + protocol + acceptance},
		{pkg: "provider/functions", imports: "rr mailauth mailauth/advice mailauth/taglist mailauth/spf mailauth/dkim mailauth/dmarc mailauth/dmarc/report" + framework + protocol, tests: "acctest" + acceptance},
		{pkg: "provider", imports: "reconcile awsconf ses route53 provider/remedy provider/whole provider/account provider/domain provider/actions provider/functions provider/lookup" + aws + framework + protocol + tflog, tests: "rr mailauth acctest fakeaws/..." + acceptance},
		{pkg: ".", imports: "provider" + framework},

		// Tools for tests, and the programs of the repository.
		{pkg: "acctest", imports: "fakeaws/... provider go.uber.org/goleak" + protocol + acceptance},
		{pkg: "chaos", tests: "acctest fakeaws/..." + protocol},
		{pkg: "guides", tests: "acctest fakeaws/..." + protocol},
		{pkg: "cmd/fakeaws", imports: "fakeaws/..."},
		{pkg: "cmd/bench", imports: "fakeaws/..."},
		{pkg: "cmd/demo", imports: "fakeaws/..." + dns},
		{pkg: "cmd/releasecheck", tests: yaml},
		{pkg: "cmd/schemadump", imports: "provider" + protocol},
		{pkg: "layers"},
	}
}

// forbidden is what a pure package may not import or use, and what that does.
func forbidden() map[string]string {
	return map[string]string{
		"context":       "is for what can be cancelled",
		"crypto/rand":   "is random",
		"io/fs":         "reads files",
		"log":           "reports, which is for the caller to decide",
		"log/slog":      "reports, which is for the caller to decide",
		"math/rand":     "is random",
		"math/rand/v2":  "is random",
		"net":           "asks the network",
		"net/http":      "asks the network",
		"os":            "reads files and the environment",
		"os/exec":       "runs programs",
		"syscall":       "asks the system",
		"time.After":    "waits",
		"time.NewTimer": "waits",
		"time.Now":      "tells the time",
		"time.Since":    "tells the time",
		"time.Sleep":    "waits",
		"time.Until":    "tells the time",
	}
}
