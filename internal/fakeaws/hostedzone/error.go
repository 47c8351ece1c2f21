package hostedzone

import (
	"net/http"
	"strings"
)

// Codes of the errors that Route 53 answers with.
const (
	CodeInvalidChangeBatch      = "InvalidChangeBatch"
	CodeInvalidInput            = "InvalidInput"
	CodeInvalidDomainName       = "InvalidDomainName"
	CodeNoSuchHostedZone        = "NoSuchHostedZone"
	CodeNoSuchChange            = "NoSuchChange"
	CodePriorRequestNotComplete = "PriorRequestNotComplete"
)

// Error is a refusal as Route 53 words it.
type Error struct {
	Code       string
	Messages   []string // several only for InvalidChangeBatch
	HTTPStatus int
}

// Error returns the code and the message as the service sends it.
func (e *Error) Error() string {
	return e.Code + ": " + e.Message()
}

// Message returns the text of the error document. InvalidChangeBatch puts its messages into brackets.
func (e *Error) Message() string {
	text := strings.Join(e.Messages, ", ")
	if e.Code == CodeInvalidChangeBatch {
		return "[" + text + "]"
	}
	return text
}

func refuse(code string, messages ...string) *Error {
	return &Error{Code: code, Messages: messages, HTTPStatus: http.StatusBadRequest}
}

func noSuchZone(id string) *Error {
	return &Error{
		Code:       CodeNoSuchHostedZone,
		Messages:   []string{"No hosted zone found with ID: " + id},
		HTTPStatus: http.StatusNotFound,
	}
}
