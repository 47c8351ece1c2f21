package ses

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sesv2/types"

	"github.com/mailauth/terraform-provider-mailauth/internal/rr"
)

// SendMail has SES accept a text for delivery from one bare address to another,
// and returns the id that SES gives the message. It may be sent twice where an answer gets lost: SES takes
// every request for a message of its own.
func (i *Identities) SendMail(ctx context.Context, from, to, subject, text string) (id string, err error) {
	utf8 := func(data string) *types.Content {
		return &types.Content{Data: aws.String(data), Charset: aws.String("UTF-8")}
	}
	out, err := send(ctx, i, "SendEmail", domainOf(from), i.client.SendEmail, &sesv2.SendEmailInput{
		FromEmailAddress: &from,
		Destination:      &types.Destination{ToAddresses: []string{to}},
		Content: &types.EmailContent{Simple: &types.Message{
			Subject: utf8(subject), Body: &types.Body{Text: utf8(text)},
		}},
	})
	if err != nil {
		return "", err
	}
	return aws.ToString(out.MessageId), nil
}

// domainOf is what a request is about: whole addresses are for no log.
func domainOf(address string) rr.Name { return canonical(address[strings.LastIndex(address, "@")+1:]) }
