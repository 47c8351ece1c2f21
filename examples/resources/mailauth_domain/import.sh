# The identity and every record that belongs to it, in the provider's region:
terraform import mailauth_domain.this example.org

# In another region:
terraform import mailauth_domain.this eu-west-1/example.org

# With its records in one of two hosted zones of the same name:
terraform import mailauth_domain.this eu-west-1/example.org/Z0123456789ABCDEFGHIJ
