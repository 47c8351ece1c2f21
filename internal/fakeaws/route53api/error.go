package route53api

import (
	"encoding/xml"
	"errors"
	"fmt"
	"net/http"

	"github.com/mailauth/terraform-provider-mailauth/internal/fakeaws/hostedzone"
)

const namespace = "https://route53.amazonaws.com/doc/" + apiVersion + "/"

// requestID is in every answer; nothing asks for its being different each time.
const requestID = "00000000-0000-4000-8000-000000000053"

type errorDocument struct {
	XMLName   xml.Name `xml:"ErrorResponse"`
	Namespace string   `xml:"xmlns,attr"`
	Type      string   `xml:"Error>Type"`
	Code      string   `xml:"Error>Code"`
	Message   string   `xml:"Error>Message"`
	RequestID string   `xml:"RequestId"`
}

type batchErrorDocument struct {
	XMLName   xml.Name `xml:"InvalidChangeBatch"`
	Namespace string   `xml:"xmlns,attr"`
	Messages  []string `xml:"Messages>Message"`
	RequestID string   `xml:"RequestId"`
}

// WriteError answers with Route 53's usual error document.
func WriteError(w http.ResponseWriter, e *hostedzone.Error) {
	fault := "Sender"
	if e.HTTPStatus >= http.StatusInternalServerError {
		fault = "Receiver"
	}
	writeXML(w, e.HTTPStatus, errorDocument{
		Namespace: namespace, Type: fault, Code: e.Code, Message: e.Message(), RequestID: requestID,
	})
}

func (h *handler) refuse(w http.ResponseWriter, err error) {
	var refusal *hostedzone.Error
	if !errors.As(err, &refusal) {
		refusal = &hostedzone.Error{
			Code: "InternalFailure", Messages: []string{err.Error()}, HTTPStatus: http.StatusInternalServerError,
		}
	}
	if refusal.Code == hostedzone.CodeInvalidChangeBatch && h.legacy() {
		writeXML(w, refusal.HTTPStatus, batchErrorDocument{
			Namespace: namespace, Messages: refusal.Messages, RequestID: requestID,
		})
		return
	}
	WriteError(w, refusal)
}

func invalidInput(format string, args ...any) error {
	return &hostedzone.Error{
		Code: hostedzone.CodeInvalidInput, Messages: []string{fmt.Sprintf(format, args...)}, HTTPStatus: http.StatusBadRequest,
	}
}

func noSuchZone(id string) error {
	return &hostedzone.Error{
		Code:       hostedzone.CodeNoSuchHostedZone,
		Messages:   []string{"No hosted zone found with ID: " + id},
		HTTPStatus: http.StatusNotFound,
	}
}

// accessDenied is the answer about a zone of another account.
func accessDenied(account string) error {
	return &hostedzone.Error{
		Code:       "AccessDenied",
		Messages:   []string{"User: arn:aws:iam::" + account + ":root is not authorized to access this resource"},
		HTTPStatus: http.StatusForbidden,
	}
}

// writeXML sends a document. A body that cannot be written means that the client has gone.
func writeXML(w http.ResponseWriter, status int, body any) {
	text, err := xml.Marshal(body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/xml")
	w.Header().Set("X-Amzn-Requestid", requestID)
	w.WriteHeader(status)
	_, _ = w.Write(append([]byte(xml.Header), text...))
}
