package report

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"strings"
)

// limited reads no more than left octets, and tells a longer source from one
// that ends there. [io.LimitReader] would present the former as truncated.
type limited struct {
	from io.Reader
	left int64
}

func (l *limited) Read(p []byte) (int, error) {
	if l.left <= 0 {
		var probe [1]byte
		if n, err := l.from.Read(probe[:]); n == 0 {
			return 0, err
		}
		return 0, ErrTooLarge
	}
	n, err := l.from.Read(p[:min(int64(len(p)), l.left)])
	l.left -= int64(n)
	return n, err
}

// container says of a decompressor's error what it means.
func container(err error) error {
	if errors.Is(err, ErrTooLarge) {
		return err
	}
	return fmt.Errorf("%w: %w", ErrContainer, err)
}

func readGzip(r io.Reader, limit int64) (Feedback, error) {
	unzipped, err := gzip.NewReader(r)
	if err != nil {
		return Feedback{}, container(err)
	}
	return unpack(unzipped, limit)
}

// unpack parses what a decompressor gives, to its end: only there does it
// compare the checksum.
func unpack(r io.Reader, limit int64) (Feedback, error) {
	inner := &limited{from: r, left: limit}
	noted := &noting{from: inner}
	feedback, err := parse(noted)
	if err == nil {
		_, err = io.Copy(io.Discard, noted)
	}
	if noted.err != nil {
		return Feedback{}, container(noted.err)
	}
	return feedback, err
}

// noting remembers the error of its source, which the XML decoder turns into
// one about syntax.
type noting struct {
	from io.Reader
	err  error
}

func (n *noting) Read(p []byte) (int, error) {
	read, err := n.from.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		n.err = err
	}
	return read, err
}

func readZip(r io.Reader, limit int64) (Feedback, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return Feedback{}, err
	}
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return Feedback{}, container(err)
	}
	file, err := reportFile(archive)
	if err != nil {
		return Feedback{}, err
	}
	opened, err := file.Open()
	if err != nil {
		return Feedback{}, container(err)
	}
	feedback, err := unpack(opened, limit)
	if closed := opened.Close(); err == nil && closed != nil {
		return Feedback{}, container(closed)
	}
	return feedback, err
}

// reportFile finds the one report in an archive. Two would be one too many:
// leaving one out silently is worse than refusing both.
func reportFile(archive *zip.Reader) (*zip.File, error) {
	const encrypted = 0x1
	var found *zip.File
	for _, f := range archive.File {
		if f.FileInfo().IsDir() || strings.HasPrefix(f.Name, "__MACOSX/") {
			continue
		}
		if found != nil {
			return nil, fmt.Errorf("%w: the archive has more than one file", ErrContainer)
		}
		found = f
	}
	if found == nil {
		return nil, fmt.Errorf("%w: the archive is empty", ErrContainer)
	}
	if found.Flags&encrypted != 0 {
		return nil, fmt.Errorf("%w: the archive is encrypted", ErrContainer)
	}
	return found, nil
}
