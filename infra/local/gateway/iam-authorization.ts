// The authorization type `AWS_IAM`: a request must be signed with Signature Version 4 by the key pair of the local system.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
import { createHash, timingSafeEqual } from 'node:crypto';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { ACCOUNT_ID, REGION } from '../template/stack.ts';
import type { Authorization, Verdict } from './authorization.ts';
import type { RoutedRequest } from './event.ts';
import { gatewayMessage } from './response.ts';

/** The temporary credentials of a session of the role `local-pipeline`. */
export interface SigningKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

const SERVICE = 'execute-api';
const LARGEST_SKEW_MS = 5 * 60 * 1000;
const ROLE_ID = 'AROALOCALPIPELINE0001';

/** The caller in the event: `requestContext.authorizer.iam`. */
function caller({ accessKeyId }: SigningKey) {
  return {
    accessKey: accessKeyId,
    accountId: ACCOUNT_ID,
    callerId: `${ROLE_ID}:local`,
    cognitoIdentity: null,
    principalOrgId: null,
    userArn: `arn:aws:sts::${ACCOUNT_ID}:assumed-role/local-pipeline/local`,
    userId: `${ROLE_ID}:local`,
  };
}

const forbidden: Verdict = { passed: false, response: gatewayMessage(403, 'Forbidden') };

/** `AWS_IAM` */
export function iamAuthorization(key: SigningKey): Authorization {
  const verdict: Verdict = { passed: true, authorizer: { iam: caller(key) } };
  return async (request) => ((await isSignedBy(key, request, new Date())) ? verdict : forbidden);
}

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 +Credential=([^/,\s]+)\/(\d{8})\/([^/,\s]+)\/([^/,\s]+)\/aws4_request, *SignedHeaders=([^,\s]+), *Signature=([0-9a-f]{64})$/;

async function isSignedBy(key: SigningKey, request: RoutedRequest, now: Date): Promise<boolean> {
  const { headers, body } = request;
  const [, accessKeyId, scopeDate, region, service, list = '', signature = ''] =
    AUTHORIZATION.exec(headers.authorization ?? '') ?? [];
  const date = headers['x-amz-date'] ?? '';
  const claimedHash = headers['x-amz-content-sha256'];
  const names = new Set(list.split(';'));
  return (
    accessKeyId === key.accessKeyId &&
    region === REGION &&
    service === SERVICE &&
    date.startsWith(`${scopeDate}T`) &&
    Math.abs(parseDate(date) - now.getTime()) <= LARGEST_SKEW_MS &&
    ['host', 'x-amz-date'].every((name) => names.has(name)) &&
    [...names].every((name) => Object.hasOwn(headers, name)) &&
    // AWS accepts temporary credentials only with their session token, in the header.
    sameText(headers['x-amz-security-token'] ?? '', key.sessionToken) &&
    // The signer does not sign a signature in the query, so such a parameter would not be verified.
    !Object.keys(request.query ?? {}).some((name) => name.toLowerCase() === 'x-amz-signature') &&
    (claimedHash === undefined || claimedHash === createHash('sha256').update(body).digest('hex')) &&
    sameText(signature, await signatureOf(key, request, names))
  );
}

/** Parses `20261123T084455Z`. Returns NaN if malformed. */
function parseDate(text: string): number {
  return Date.parse(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
}

/** The signature of the received request with the key. */
async function signatureOf(
  { accessKeyId, secretAccessKey }: SigningKey,
  request: RoutedRequest,
  names: ReadonlySet<string>,
): Promise<string> {
  const signer = new SignatureV4({
    // Without the session token: the client decides whether it signs that header.
    credentials: { accessKeyId, secretAccessKey },
    region: REGION,
    service: SERVICE,
    sha256: Sha256,
    applyChecksum: false,
  });
  const [path, query] = splitTarget(request.target);
  const signed = await signer.sign(
    {
      method: request.method,
      protocol: 'https:',
      hostname: request.headers.host ?? '',
      path,
      query,
      headers: Object.fromEntries([...names].map((name) => [name, request.headers[name] ?? ''])),
      body: request.body,
    },
    { signingDate: new Date(parseDate(request.headers['x-amz-date'] ?? '')), signableHeaders: new Set(names) },
  );
  return /Signature=([0-9a-f]{64})$/.exec(signed.headers.authorization ?? '')?.[1] ?? '';
}

/**
 * Splits the request target into path and decoded query for the canonical request. A plus sign is a space, which the canonical
 * request has as `%20`. A second question mark is part of the query.
 */
function splitTarget(target: string): [path: string, query: Record<string, string[]>] {
  const mark = target.indexOf('?');
  if (mark === -1) return [target, {}];
  const query = new URLSearchParams(target.slice(mark + 1));
  return [target.slice(0, mark), Object.fromEntries([...query.keys()].map((name) => [name, query.getAll(name)]))];
}

function sameText(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}
