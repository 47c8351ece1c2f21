package awsconf

import (
	"bufio"
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"

	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// beginning is how much of an answer shows whose it is.
const beginning = 512

// page is the media type of what is meant for people.
const page = "text/html"

// refuseStrangers ends requests that something else than AWS answers, such as the
// log-in page of a network. The SDK looks for the members that it knows in
// whatever XML it gets, and would find a page to be an empty zone:
//
//	status  answer                                  then
//	2xx     what the operation answers with         is read
//	2xx     anything else                           an error
//	3xx 4xx a page in HTML                          an error
//	other   anything                                is the SDK's to judge, and to repeat
func refuseStrangers(stack *middleware.Stack) error {
	// The last one is the first that sees an answer.
	return stack.Deserialize.Add(middleware.DeserializeMiddlewareFunc("RefuseStrangers", func(
		ctx context.Context, in middleware.DeserializeInput, next middleware.DeserializeHandler,
	) (middleware.DeserializeOutput, middleware.Metadata, error) {
		out, metadata, err := next.HandleDeserialize(ctx, in)
		answer, ok := out.RawResponse.(*smithyhttp.Response)
		if err != nil || !ok || answer.Response == nil {
			return out, metadata, err
		}
		service, operation := strings.TrimSuffix(awsmiddleware.GetServiceID(ctx), "v2"), awsmiddleware.GetOperationName(ctx)
		if !ofAWS(answer.Response, service, operation) {
			err = stranger(in, answer.Response, service, operation)
		}
		return out, metadata, err
	}), middleware.After)
}

// ofAWS reports whether an answer may be one of AWS. It leaves it as it was.
func ofAWS(answer *http.Response, service, operation string) bool {
	switch {
	case answer.StatusCode >= http.StatusInternalServerError || answer.StatusCode < http.StatusOK:
		return true
	case answer.StatusCode >= http.StatusMultipleChoices:
		return kindOf(answer) != page
	}
	body := bufio.NewReaderSize(answer.Body, beginning)
	// What ends early is as long as it is.
	start, err := body.Peek(beginning)
	answer.Body = struct {
		io.Reader
		io.Closer
	}{body, answer.Body}
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		return true
	case slices.Contains([]string{"Route 53", "STS"}, service):
		return rootOf(start) == operation+"Response"
	}
	start = bytes.TrimSpace(start)
	return bytes.HasPrefix(start, []byte("{")) || len(start) == 0 && mayBeEmpty(operation) && kindOf(answer) != page
}

// mayBeEmpty reports whether an operation of SES tells nothing but that it was
// done.
func mayBeEmpty(operation string) bool {
	return !slices.ContainsFunc([]string{"Get", "List", "Create"}, func(verb string) bool { return strings.HasPrefix(operation, verb) })
}

// rootOf is the name of the first element of a document, empty where there is
// none.
func rootOf(start []byte) string {
	document := xml.NewDecoder(bytes.NewReader(start))
	for {
		token, err := document.Token()
		if err != nil {
			return ""
		}
		if element, ok := token.(xml.StartElement); ok {
			return element.Name.Local
		}
	}
}

// kindOf is the media type of an answer.
func kindOf(answer *http.Response) string {
	kind, _, err := mime.ParseMediaType(answer.Header.Get("Content-Type"))
	if err != nil {
		return "content of no known type"
	}
	return kind
}

// stranger does not show the answer: it may have in it what was sent.
func stranger(in middleware.DeserializeInput, answer *http.Response, service, operation string) error {
	host := "the endpoint"
	if request, ok := in.Request.(*smithyhttp.Request); ok {
		host = request.URL.Host
	}
	return &SettingsError{
		Summary: "an answer that is not of AWS",
		Detail: fmt.Sprintf("%s %s was asked of %s, and what came back is not what AWS answers: status %d with %s. Nothing was taken from it.",
			service, operation, host, answer.StatusCode, kindOf(answer)),
		Fix: "if this network has a page to log in at, do that and run the command again; " +
			"otherwise check http_proxy, https_proxy and endpoints in the provider block, and the variables HTTP_PROXY and HTTPS_PROXY of this shell.",
	}
}
