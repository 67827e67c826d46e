#!/bin/sh
# Runs dbt only while its Service User may: a deactivated account, or a role nobody bound, stops the job before it starts.
# Beside it: ../cron/call-api.sh, and its environment variables.
#   ./dbt-with-service-users.sh build --select marts
set -eu
"$(dirname "$0")/../cron/call-api.sh" GET /api/me >/dev/null || {
  echo 'This job acts as no Service User; see the answer above.' >&2
  exit 1
}
exec dbt "$@"
