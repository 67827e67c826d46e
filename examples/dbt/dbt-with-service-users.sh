#!/bin/sh
# Runs dbt only while its Service User is active. If the account is deactivated or the IAM role is not bound to a Service User,
# the job stops before it starts. Needs ../cron/call-api.sh and its environment variables.
#   ./dbt-with-service-users.sh build --select marts
set -eu
"$(dirname "$0")/../cron/call-api.sh" GET /api/me >/dev/null || {
  echo 'This job is not bound to an active Service User. Run call-api.sh GET /api/me to see the cause.' >&2
  exit 1
}
exec dbt "$@"
