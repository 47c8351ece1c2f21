terraform {
  required_version = ">= 1.8"

  required_providers {
    mailauth = {
      source = "mailauth/mailauth"
    }
  }
}

provider "mailauth" {
  region = "eu-west-1"

  default_tags {
    tags = {
      owner = "mail"
    }
  }
}
