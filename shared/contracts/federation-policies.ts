// The operations of /api/users/{id}/federation-policies: routes, callers and request schemas.
import * as z from 'zod/mini';
import { FEDERATION_LIMITS, isClaimName, isFederationIssuer, SUBJECT } from '../domain/federation-policy.ts';
import { LINE } from '../domain/names.ts';
import { containsToken } from '../domain/quote.ts';
import { listQuery, orAbsent, orDefault, PolicyName, withoutProto } from './fields.ts';
import { AllowedCidrs, Scopes } from './narrowing.ts';
import { operation } from './operation.ts';

const {
  text: MAX_TEXT,
  claims: MAX_CLAIMS,
  claimsBytes,
  keys: MAX_KEYS,
  keysBytes,
  sessionMinutes,
} = FEDERATION_LIMITS;

/** A JSON Web Token with readable claims (RFC 7519), which is as secret as a token of this system (R11). */
const JWT = /eyJ[\w-]{10,}\.eyJ/;

/** Text that is compared exactly with a claim: it is stored as it was sent. */
const ClaimText = z.string().check(
  z.maxLength(MAX_TEXT),
  z.regex(LINE, 'must be text without control or invisible characters'),
  z.refine((text) => !containsToken(text) && !JWT.test(text), 'must not contain a token'),
);

const Issuer = ClaimText.check(
  z.refine(isFederationIssuer, 'must be an https URL without a user, a query and a fragment'),
);
const Audience = ClaimText.check(z.minLength(1));
const Subject = ClaimText.check(
  z.minLength(1),
  z.refine((text) => SUBJECT.test(text), 'must be a whole subject, or a prefix that ends in ":*" or "/*"'),
);

/** Other numbers are not stored exactly. */
const isExact = (value: number) => Number.isSafeInteger(value) || (Math.abs(value) < 1e15 && Math.abs(value) > 1e-15);

const ClaimValue = z.union(
  [ClaimText, z.number().check(z.refine(isExact)), z.boolean()],
  'must be a text, a number or true or false, without control characters and tokens',
);

const ClaimName = ClaimText.check(
  z.refine(
    isClaimName,
    'must be the name of a claim or a JSON pointer to it, and none of iss, sub, aud, exp, nbf, iat, jti',
  ),
);

const Claims = z.pipe(
  withoutProto<unknown>(),
  z.record(ClaimName, ClaimValue).check(
    z.refine((claims) => Object.keys(claims).length <= MAX_CLAIMS, `must have at most ${MAX_CLAIMS} claims`),
    z.refine(atMostBytes(claimsBytes), `must have at most ${claimsBytes} bytes`),
  ),
);

const Base64Url = z.string().check(z.regex(/^[\w-]+$/, 'must be base64url'));

/** The base64url length of an RSA modulus of 2,048 bits. */
const MIN_MODULUS_LENGTH = 342;

/** A public key for signatures (RFC 7517, RFC 7518 and RFC 8037). Members with private keys and other members are unknown. */
const PublicKey = z
  .strictObject({
    kid: ClaimText.check(z.minLength(1)),
    kty: z.enum(['RSA', 'EC', 'OKP']),
    use: orAbsent(z.literal('sig')),
    alg: orAbsent(z.enum(['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512', 'EdDSA'])),
    key_ops: orAbsent(z.array(z.literal('verify'))),
    n: orAbsent(Base64Url.check(z.minLength(MIN_MODULUS_LENGTH, 'must have at least 2048 bits'))),
    e: orAbsent(Base64Url),
    crv: orAbsent(z.enum(['P-256', 'P-384', 'P-521', 'Ed25519'])),
    x: orAbsent(Base64Url),
    y: orAbsent(Base64Url),
  })
  .check(
    z.refine(
      hasMembersOfType,
      'must have exactly the members of its type: n and e for RSA; crv, x and y for EC; crv and x for OKP',
    ),
  );

function hasMembersOfType({ kty, n, e, crv, x, y }: Readonly<Record<string, unknown>>): boolean {
  const present = Object.entries({ n, e, crv, x, y }).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  switch (kty) {
    case 'RSA':
      return present.join() === 'n,e';
    case 'EC':
      return present.join() === 'crv,x,y' && crv !== 'Ed25519';
    default:
      return present.join() === 'crv,x' && crv === 'Ed25519';
  }
}

const KeySet = z.strictObject({ keys: z.array(PublicKey).check(z.minLength(1), z.maxLength(MAX_KEYS)) }).check(
  z.refine(({ keys }) => new Set(keys.map(({ kid }) => kid)).size === keys.length, 'must have each kid once'),
  z.refine(atMostBytes(keysBytes), `must have at most ${keysBytes} bytes`),
);

function atMostBytes(max: number): (value: unknown) => boolean {
  return (value) => Buffer.byteLength(JSON.stringify(value)) <= max;
}

const SessionMinutes = z.int().check(z.minimum(sessionMinutes.min), z.maximum(sessionMinutes.max));

const NewFederationPolicy = z.strictObject({
  name: PolicyName,
  issuer: Issuer,
  audience: Audience,
  subject: orAbsent(Subject),
  claims: orDefault(Claims, {}),
  session_minutes: orDefault(SessionMinutes, sessionMinutes.default),
  scopes: orAbsent(Scopes),
  allowed_cidrs: orAbsent(AllowedCidrs),
  enabled: orDefault(z.boolean(), true),
  jwks: orAbsent(KeySet),
});
export type NewFederationPolicy = z.infer<typeof NewFederationPolicy>;

const FederationPolicyUpdate = z.strictObject({
  name: z.optional(PolicyName),
  issuer: z.optional(Issuer),
  audience: z.optional(Audience),
  subject: z.optional(z.nullable(Subject)),
  claims: z.optional(Claims),
  session_minutes: z.optional(SessionMinutes),
  scopes: z.optional(z.nullable(Scopes)),
  allowed_cidrs: z.optional(AllowedCidrs),
  enabled: z.optional(z.boolean()),
  jwks: z.optional(z.nullable(KeySet)),
});
export type FederationPolicyUpdate = z.infer<typeof FederationPolicyUpdate>;

const FederationPolicyFilter = listQuery({});
export type FederationPolicyFilter = z.infer<typeof FederationPolicyFilter>;

export const createFederationPolicy = operation({
  id: 'federation-policies/create-federation-policy',
  method: 'POST',
  path: '/api/users/{id}/federation-policies',
  audience: ['Admin'],
  scope: 'users:write',
  body: NewFederationPolicy,
  status: 201,
});

export const listFederationPolicies = operation({
  id: 'federation-policies/list-federation-policies',
  method: 'GET',
  path: '/api/users/{id}/federation-policies',
  audience: ['Admin'],
  scope: 'users:read',
  query: FederationPolicyFilter,
  status: 200,
});

export const getFederationPolicy = operation({
  id: 'federation-policies/get-federation-policy',
  method: 'GET',
  path: '/api/users/{id}/federation-policies/{policy_id}',
  audience: ['Admin'],
  scope: 'users:read',
  status: 200,
});

export const updateFederationPolicy = operation({
  id: 'federation-policies/update-federation-policy',
  method: 'PUT',
  path: '/api/users/{id}/federation-policies/{policy_id}',
  audience: ['Admin'],
  scope: 'users:write',
  body: FederationPolicyUpdate,
  status: 200,
});

export const deleteFederationPolicy = operation({
  id: 'federation-policies/delete-federation-policy',
  method: 'DELETE',
  path: '/api/users/{id}/federation-policies/{policy_id}',
  audience: ['Admin'],
  scope: 'users:write',
  status: 204,
});
