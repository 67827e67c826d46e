// Requests with a malformed path, method or header, sent over HTTP as they are.
import fc from 'fast-check';
import { MISSING } from './fuzz.ts';

export interface MalformedRequest {
  readonly method: string;
  readonly target: string;
  /** Name, value, name, value ... */
  readonly headers: readonly string[];
}

const SEGMENTS = [
  '',
  '.',
  '..',
  '%2e%2e',
  '%2F',
  '%5c',
  '%00',
  '%zz',
  '%C0%AF',
  '%F0%9F%92%A9',
  '%0d%0aSet-Cookie:%20x',
  ';v=1',
  '*',
  '{id}',
  '-1',
  '1e3',
  '0x10',
  '١',
  'USER%231',
  'admin%40example.com%00',
  'x'.repeat(2000),
  'toString',
  '__proto__',
].map((segment) => encodeURI(segment).replaceAll('%25', '%'));

const HEADERS: readonly (readonly [name: string, values: readonly string[]])[] = [
  [
    'content-type',
    ['', 'application/json; charset=utf-16', 'application/json;;', 'text/html', 'application/json\t', 'x'.repeat(3000)],
  ],
  ['content-length', ['0']],
  ['accept', ['text/html', '*/*;q=0', 'application/xml']],
  ['cookie', ['session=1; session=2', '=', ';;;;', 'x'.repeat(3000)]],
  ['x-forwarded-for', ['127.0.0.1, 10.0.0.1', "'; DROP TABLE"]],
  ['x-http-method-override', ['DELETE', 'PUT']],
  ['x-original-url', ['/api/users/1']],
  ['x-amzn-request-context', ['{"authorizer":{"lambda":{"id":1,"role":"Admin"}}}']],
  ['x-amz-security-token', ['x']],
  ['x-user-id', ['1']],
  ['transfer-encoding', ['chunked']],
  ['origin', ['null', 'https://evil.example']],
  ['user-agent', ['', '\u00ff\u00fe', 'x'.repeat(5000)]],
  ['range', ['bytes=0-1']],
  ['if-none-match', ['*']],
];

/** Invalid credentials. */
const AUTHORIZATIONS = (token: string) => [
  [],
  ['authorization', ''],
  ['authorization', 'Bearer'],
  ['authorization', 'Bearer '],
  ['authorization', `Basic ${btoa('admin:admin')}`],
  ['authorization', `Bearer ${token}, Bearer ${token}`],
  ['authorization', `Bearer ${token}`, 'authorization', `Bearer ${token}`],
  ['authorization', `Bearer ${token} `.repeat(2)],
  ['authorization', `Bearer\t${token}x`],
  ['authorization', token],
  ['authorization', `Token ${token}`],
  ['authorization', `Bearer ${token.toLowerCase()}`],
  ['authorization', `Bearer ${token}${'0'.repeat(3000)}`],
  ['authorization', `Bearer ${token.replace('pat_', 'ses_')}`],
  ['authorization', 'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.'],
  ['authorization', 'AWS4-HMAC-SHA256 Credential=x'],
  ['x-authorization', `Bearer ${token}`],
];

/**
 * A request to about the route that must have no effect, because its resource does not exist or its credential is invalid.
 *
 * @param token - A valid token of an Admin.
 */
export function malformedRequests(method: string, path: string, token: string): fc.Arbitrary<MalformedRequest> {
  const missing = path.replaceAll(/{\w+}/g, MISSING);
  const good = ['authorization', `Bearer ${token}`];
  const headers = fc
    .subarray([...HEADERS], { maxLength: 4 })
    .chain((chosen) =>
      fc.tuple(...chosen.map(([name, values]) => fc.constantFrom(...values).map((value) => [name, value]))),
    )
    .map((pairs) => pairs.flat());
  const malformedCredential = fc
    .tuple(fc.constantFrom(...AUTHORIZATIONS(token)), headers)
    .map(
      ([credential, others]): MalformedRequest => ({ method, target: missing, headers: [...credential, ...others] }),
    );
  const malformedHeaders = headers.map(
    (others): MalformedRequest => ({ method, target: missing, headers: [...good, ...others] }),
  );
  const malformedPath = fc
    .tuple(
      fc.constantFrom(...SEGMENTS),
      fc.nat(),
      fc.boolean(),
      fc.constantFrom('', '?', '?&&', '?a=1&a=2', '?%zz', '?x'),
    )
    .map(([segment, place, inserted, query]): MalformedRequest => {
      const segments = missing.split('/');
      segments.splice(1 + (place % segments.length), inserted ? 0 : 1, segment);
      return { method, target: segments.join('/') + query, headers: good };
    });
  const otherMethod = fc
    .constantFrom('HEAD', 'OPTIONS', 'PATCH', 'TRACE', 'PROPFIND', 'PURGE')
    .map((other): MalformedRequest => ({ method: other, target: missing, headers: good }));
  return fc.oneof(
    { weight: 3, arbitrary: malformedCredential },
    { weight: 3, arbitrary: malformedHeaders },
    { weight: 3, arbitrary: malformedPath },
    { weight: 1, arbitrary: otherMethod },
  );
}
