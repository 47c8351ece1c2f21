# The account of the provider's credentials, in a region:
terraform import mailauth_account.this eu-west-1
