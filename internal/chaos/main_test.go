package chaos_test

import (
	"testing"

	"github.com/mailauth/terraform-provider-mailauth/internal/acctest"
)

func TestMain(m *testing.M) { acctest.Main(m) }
