// Package guides holds the documentation to the program: every configuration in
// it is validated against the schema, every link followed, and every guide that
// has steps taken to its end, with what is typed and printed written down. It
// holds tests only.
package guides
