# The identity and every record that belongs to it, in the provider's region:
terraform import mailauth_domain.this example.org

# In another region:
terraform import mailauth_domain.this eu-west-1/example.org
