// Package chaos lets every request of every operation go wrong, in every way
// that requests go wrong in, and demands that the next apply ends where the
// first one would have ended. It holds tests only; make chaos runs them all,
// make test a choice.
package chaos
