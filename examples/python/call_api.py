"""Calls the signed API with the credentials that botocore finds: a role, a profile, or environment variables.

Needs: pip install botocore, SERVICE_USERS_URL, AWS_REGION.
    python call_api.py GET /api/me
    python call_api.py POST /api/datastores '{"name":"warehouse"}'
"""

import os
import sys
import urllib.error
import urllib.request

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.session import Session


def call_api(method: str, path: str, body: str | None = None) -> str:
    """Returns the body of the response. Raises urllib.error.HTTPError; its body has the cause."""
    headers = {"content-type": "application/json"} if body else {}
    request = AWSRequest(method, os.environ["SERVICE_USERS_URL"] + path, headers=headers, data=body)
    SigV4Auth(Session().get_credentials(), "execute-api", os.environ["AWS_REGION"]).add_auth(request)
    signed = urllib.request.Request(
        request.url, data=body.encode() if body else None, headers=dict(request.headers), method=method
    )
    with urllib.request.urlopen(signed, timeout=30) as response:
        return response.read().decode()


if __name__ == "__main__":
    try:
        print(call_api(*sys.argv[1:4]))
    except urllib.error.HTTPError as error:
        sys.exit(f"{error.code}: {error.read().decode()}")
