#!/bin/sh
# Calls the signed API with the AWS credentials in the environment variables.
# Needs: curl 7.75+, SERVICE_USERS_URL, AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY (and AWS_SESSION_TOKEN of a role).
#   ./call-api.sh GET /api/me
#   ./call-api.sh POST /api/datastores '{"name":"warehouse"}'
set -eu
method=$1 path=$2 body=${3-}

set -- --silent --show-error --fail-with-body --request "$method" \
  --aws-sigv4 "aws:amz:$AWS_REGION:execute-api" --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY"
[ -z "${AWS_SESSION_TOKEN-}" ] || set -- "$@" --header "x-amz-security-token: $AWS_SESSION_TOKEN"
[ -z "$body" ] || set -- "$@" --header 'content-type: application/json' --data "$body"
exec curl "$@" "$SERVICE_USERS_URL$path"
