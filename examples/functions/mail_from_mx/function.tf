# What to publish at mail.example.org, where another team has the zone:
# 10 feedback-smtp.eu-west-1.amazonses.com
output "mail_from_mx" {
  value = provider::mailauth::mail_from_mx("eu-west-1")
}
