// Signers and the local gateway derive the same canonical request from unusual queries and paths, as signers and AWS do.
import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import aws4 from 'aws4';
import { AwsClient } from 'aws4fetch';
import { describe, expect } from 'vitest';
import { type HttpResponse, send } from '../local/support/send.ts';
import { it, type Workspace } from '../support/workspace.ts';

const TARGETS = [
  '/api/users?name=a+b',
  '/api/users?name=a%2Bb',
  '/api/users?name=a%20b+c%2Bd',
  '/api/audit-log?from=2026-11-27T08:00:00+01:00',
  '/api/users?size=2&page=1&name=z&label=b&label=a',
  '/api/users?name=b&name=a&name=B&name=a%20b',
  '/api/users?Name=1&name=2&NAME=3&name-x=4&name.x=5&name~x=6&name_x=7',
  '/api/users?flag&empty=&x==y&z=a=b',
  '/api/users?a=b&&c=d&',
  "/api/users?name=!*'()~-._",
  '/api/users?name=%21%2A%27%28%29%7E%2D%2E%5F',
  '/api/users?name=%e2%82%ac%E2%82%AC%f0%9f%9a%80',
  '/api/users?n%C3%A4me=%2F%3F%26%3D%25%23%22%5B%5D',
  '/api/users?name=/:@?;,$|^`{}'.replace(/[|^`{}]/g, (mark) => encodeURIComponent(mark)),
  '/api/users?name=%2520+%252B',
  '/api/users/airflow_service_user@service',
  '/api/users/airflow_service_user%40service',
  '/api/users/a%20b',
  '/api/users/a+b',
  '/api/users/a%2Bb',
  '/api/users/caf%C3%A9',
  '/api/users/~a-b._',
  '/api/users/a%2525b',
  '/api/users/a%25b',
  "/api/users/!$&'()*,;=:",
  '/api/users/%21%24%26%27%28%29%2A%2C%3B%3D%3A',
] as const;

const SCOPE = { service: 'execute-api', region: 'us-east-1' };

/** The function refuses the caller, because no account is bound to the role: the signature is accepted. */
const codeOf = ({ body }: Pick<HttpResponse, 'body'>) => JSON.parse(body).code ?? body;
const ACCEPTED = 'iam_principal_unbound';

const itAccepts = (
  name: string,
  request: (workspace: Workspace, target: string) => Promise<Pick<HttpResponse, 'body'>>,
) =>
  it(`accepts what ${name} signs`, async ({ workspace }) => {
    for (const target of TARGETS) {
      expect(codeOf(await request(workspace, target)), target).toEqual(ACCEPTED);
    }
  });

describe('the signed API', () => {
  itAccepts('aws4', ({ signedUrl, signingKey }, target) => {
    const options = { ...SCOPE, host: new URL(signedUrl).host, path: target };
    const { path, headers = {} } = aws4.sign(options, signingKey);
    return send(signedUrl, 'GET', path ?? '', pairsOf({ ...headers, Host: undefined }));
  });

  itAccepts('aws4fetch', async ({ signedUrl, signingKey }, target) => {
    const response = await new AwsClient({ ...signingKey, ...SCOPE, retries: 0 }).fetch(signedUrl + target);
    return { body: await response.text() };
  });

  itAccepts('@smithy/signature-v4', async ({ signedUrl, signingKey }, target) => {
    const { hostname, host, protocol } = new URL(signedUrl);
    const [path = '', search] = target.split(/\?(.*)/s);
    const pairs = [...new URLSearchParams(search)];
    const query = Object.fromEntries(
      pairs.map(([name]) => [name, pairs.flatMap(([n, value]) => (n === name ? value : []))]),
    );
    const signer = new SignatureV4({ ...SCOPE, credentials: signingKey, sha256: Sha256 });
    const { headers } = await signer.sign({ method: 'GET', protocol, hostname, path, query, headers: { host } });
    return send(signedUrl, 'GET', target, pairsOf({ ...headers, host: undefined }));
  });

  it.skipIf(spawnSync('python3', ['-c', 'import botocore']).status !== 0)(
    'accepts what botocore signs (where Python has it)',
    async ({ workspace: { signedUrl, signingKey } }) => {
      const requests = TARGETS.map((target) => {
        const [path, search] = target.split(/\?(.*)/s);
        return { url: signedUrl + path, params: [...new URLSearchParams(search)] };
      });
      const { stdout } = await promisify(execFile)('python3', ['-c', BOTOCORE, JSON.stringify(requests)], {
        env: {
          PATH: process.env.PATH,
          AWS_ACCESS_KEY_ID: signingKey.accessKeyId,
          AWS_SECRET_ACCESS_KEY: signingKey.secretAccessKey,
          AWS_SESSION_TOKEN: signingKey.sessionToken,
        },
        timeout: 60_000,
      });
      const bodies: string[] = JSON.parse(stdout);
      expect(bodies.map((body) => codeOf({ body }))).toEqual(TARGETS.map(() => ACCEPTED));
    },
  );
});

function pairsOf(headers: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [name, String(value)]));
}

/** Signs each request with its decoded query, as clients of AWS services do, and sends it. */
const BOTOCORE = `
import json, sys, urllib.error, urllib.request
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.session import Session

responses = []
for each in json.loads(sys.argv[1]):
    request = AWSRequest("GET", each["url"], params=[tuple(pair) for pair in each["params"]])
    SigV4Auth(Session().get_credentials(), "execute-api", "us-east-1").add_auth(request)
    prepared = request.prepare()
    try:
        response = urllib.request.urlopen(urllib.request.Request(prepared.url, headers=dict(prepared.headers)))
    except urllib.error.HTTPError as error:
        response = error
    responses.append(response.read().decode())
print(json.dumps(responses))
`;
