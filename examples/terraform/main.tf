# A run of HCP Terraform without a stored secret. The Service User has the federation policy in federation-policy.json.
# Copy examples/federation/exchange-token.sh next to this file, and set these environment variables in the workspace:
#   TFC_WORKLOAD_IDENTITY_AUDIENCE_SERVICE_USERS = https://service-users.example.com
#   SERVICE_USERS_URL                            = https://example.execute-api.eu-west-1.amazonaws.com
#   SERVICE_USERS_CLIENT_ID                      = terraform@service
# https://developer.hashicorp.com/terraform/cloud-docs/dynamic-provider-credentials/manual-generation
#
# A provisioner runs while the plan is applied, and writes nothing to the state. A data source would store the token there.
resource "terraform_data" "call_api" {
  triggers_replace = timestamp()

  provisioner "local-exec" {
    command = <<-EOT
      set -eu
      SERVICE_USERS_TOKEN=$(printf %s "$TFC_WORKLOAD_IDENTITY_TOKEN_SERVICE_USERS" | ./exchange-token.sh)
      curl --silent --show-error --fail-with-body --header "Authorization: Bearer $SERVICE_USERS_TOKEN" "$SERVICE_USERS_URL/api/me"
    EOT
  }
}
