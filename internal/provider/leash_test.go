package provider

import (
	"context"
	"errors"
	"runtime"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
)

type valueKey struct{}

// TestLeash: a request has its context, and what it leaves behind does not hold
// on to it.
func TestLeash(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(context.WithValue(t.Context(), valueKey{}, "value"), time.Hour)
	var left context.Context
	_, err := onLeash(ctx, 1, func(in context.Context, n int) (int, error) {
		if got, _ := in.Value(valueKey{}).(string); got != "value" || in.Err() != nil {
			t.Errorf("the request has %q, %v", got, in.Err())
		}
		want, _ := ctx.Deadline()
		if got, ok := in.Deadline(); !ok || got != want {
			t.Errorf("the request has the deadline %s, want %s", got, want)
		}
		child, stop := context.WithCancel(in)
		defer stop()
		cancel()
		<-child.Done()
		if !errors.Is(in.Err(), context.Canceled) {
			t.Errorf("got %v after the request was cancelled", in.Err())
		}
		left = in
		return n, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	_, late := left.Deadline()
	if left.Value(valueKey{}) != nil || left.Err() == nil || late {
		t.Error("the context of a request that is over is still there")
	}
}

// TestRequestsThatAreOverAreLetGo: what hangs on the context of a request can go
// when the request is over, though the framework keeps that context.
func TestRequestsThatAreOverAreLetGo(t *testing.T) {
	t.Parallel()
	server := NewServer(New("test")())
	gone := make(chan struct{})
	func() {
		value := new([1024]byte)
		runtime.AddCleanup(value, func(gone chan struct{}) { close(gone) }, gone)
		ctx, cancel := context.WithCancel(context.WithValue(t.Context(), valueKey{}, value))
		defer cancel()
		// What it answers to a resource that there is not does not matter.
		_, _ = server.ReadResource(ctx, &tfprotov6.ReadResourceRequest{TypeName: "mailauth_nothing"})
	}()
	for range 100 {
		runtime.GC()
		select {
		case <-gone:
			runtime.KeepAlive(server)
			return
		case <-time.After(10 * time.Millisecond):
		}
	}
	t.Error("the context of a request that is over is kept")
	runtime.KeepAlive(server)
}

// TestServerServesEverything: what a CLI may ask beside the usual is not lost.
func TestServerServesEverything(t *testing.T) {
	t.Parallel()
	server := NewServer(New("test")())
	if _, ok := server.(discreet); !ok {
		t.Errorf("requests are served by %T", server)
	}
	if _, ok := server.(tfprotov6.ListResourceServer); !ok {
		t.Error("list resources are not served")
	}
	if _, ok := server.(tfprotov6.ActionServer); !ok {
		t.Error("actions are not served")
	}
}

// TestLevels: nothing is logged for nobody, and all for whoever wants to read.
func TestLevels(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		variables map[string]string
		changed   int
	}{
		"nobody reads":                    {nil, 2},
		"TF_LOG":                          {map[string]string{"TF_LOG": "INFO"}, 0},
		"TF_LOG_PROVIDER":                 {map[string]string{"TF_LOG_PROVIDER": "TRACE"}, 0},
		"what the user has set is kept":   {map[string]string{"TF_LOG_SDK": "DEBUG"}, 1},
		"TF_LOG_CORE is not for us alone": {map[string]string{"TF_LOG_CORE": "TRACE"}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := levels(func(name string) string { return tc.variables[name] })
			if len(got) != tc.changed {
				t.Errorf("sets %v, want %d variables", got, tc.changed)
			}
		})
	}
}
