#!/bin/sh
# Reads the OIDC token of a workload from the standard input, exchanges it for a session of a Service User (RFC 8693), and
# prints the access token. Needs: curl 7.76+, SERVICE_USERS_URL, SERVICE_USERS_CLIENT_ID (the user_id of the Service User).
#   ./exchange-token.sh < token
set -eu

# The token is no argument of a command, because other processes can read these.
response=$(tr -d '\r\n' | curl --silent --show-error --fail-with-body --retry 3 --max-time 30 \
  --data-urlencode 'grant_type=urn:ietf:params:oauth:grant-type:token-exchange' \
  --data-urlencode 'subject_token_type=urn:ietf:params:oauth:token-type:jwt' \
  --data-urlencode "client_id=$SERVICE_USERS_CLIENT_ID" \
  --data-urlencode 'subject_token@-' \
  "$SERVICE_USERS_URL/api/oauth/token") || {
  printf '%s\n' "$response" >&2
  exit 1
}
printf '%s\n' "$response" | sed -n 's/.*"access_token" *: *"\([^"]*\)".*/\1/p'
