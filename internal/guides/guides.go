// Package guides holds the documentation to the program: every configuration in
// it is validated against the schema. It holds tests only.
package guides
