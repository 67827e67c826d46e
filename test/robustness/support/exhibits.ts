// The bug museum: mistakes that real systems made, each as it would look in our code, and the suite that must catch it.
import type { PlantedFault } from './code.ts';
import { RACES } from './races.ts';
import { STORAGE_EXHIBITS } from './storage-exhibits.ts';

/** Which suite catches a mistake, and how little of it is enough. */
export type Catcher =
  | { readonly suite: 'matrix'; readonly principal: string; readonly route: string }
  | { readonly suite: 'fuzz'; readonly operation: string }
  | { readonly suite: 'interleavings'; readonly requests: readonly string[] }
  | { readonly suite: 'faults'; readonly operation: string; readonly faultScenario: string }
  | { readonly suite: 'stale reads'; readonly revocation: string }
  /** Secrets where none may be, and work after an answer: both are watched for whatever runs. */
  | { readonly suite: 'canaries' | 'frozen functions'; readonly principal: string; readonly route: string };

export interface Exhibit {
  /** What the system with this mistake does. */
  readonly title: string;
  readonly faults: readonly PlantedFault[];
  readonly caughtBy: Catcher;
}

const AUTHENTICATION = 'shared/services/authentication.ts';
const TOKENS = 'shared/services/tokens.ts';
const CALLER = 'functions/http/caller.ts';
const INPUT = 'functions/http/input.ts';

const inMatrix = (principal: string, route: string): Catcher => ({ suite: 'matrix', principal, route });

export const EXHIBITS: readonly Exhibit[] = [
  ...RACES,
  {
    title: 'a deactivated account still gets in by its token',
    faults: [
      {
        file: AUTHENTICATION,
        right: 'known.account.user.deleted_at === null && ',
        wrong: '',
      },
    ],
    caughtBy: inMatrix('a deactivated person', 'GET /api/users'),
  },
  {
    title: 'a deactivated Service User still gets in by its IAM role',
    faults: [
      {
        file: 'shared/services/iam-authentication.ts',
        right: 'if (account.user.deleted_at !== null) {',
        wrong: 'if (false) {',
      },
    ],
    caughtBy: inMatrix('a deactivated Service User by IAM', 'GET /api/users'),
  },
  {
    title: 'a deactivated person still gets in by single sign-on',
    faults: [
      {
        file: 'shared/domain/account.ts',
        right: 'assertPersonActive(account);\n  return { ...account, oidc_subject: seen };',
        wrong: 'return { ...account, oidc_subject: seen };',
      },
    ],
    caughtBy: inMatrix('a deactivated person by ID token', 'GET /api/users'),
  },
  {
    title: 'a token whose end is cut off is accepted',
    faults: [
      {
        file: 'shared/auth/bearer-token.ts',
        right: '[0-9A-Za-z]{43}([0-9A-Za-z]{6})$/',
        wrong: '[0-9A-Za-z]{43}([0-9A-Za-z]{5,6})$/',
      },
      {
        file: 'shared/auth/bearer-token.ts',
        right: 'fromBase62(claimed) !== crc32(plaintext.slice(0, -CHECKSUM_LENGTH))',
        wrong: 'false',
      },
      {
        file: 'shared/auth/bearer-token.ts',
        right: "hash('sha256', plaintext, 'base64url')",
        wrong: "hash('sha256', plaintext.slice(0, 59), 'base64url')",
      },
    ],
    caughtBy: inMatrix('somebody with a token that is cut', 'GET /api/users'),
  },
  {
    title: 'a token is found by its id, and its secret is not compared',
    faults: [
      {
        file: 'shared/auth/bearer-token.ts',
        right: 'return a.length === b.length && timingSafeEqual(a, b);',
        wrong: 'return a.length === b.length;',
      },
    ],
    caughtBy: inMatrix('a secret that a rotation has replaced', 'GET /api/users'),
  },
  {
    title: 'the end of a token is compared in seconds with a clock in milliseconds',
    faults: [
      {
        file: 'shared/domain/token.ts',
        right: 'token.expiration <= now.toISOString()',
        wrong: 'Date.parse(token.expiration) <= now.getTime() / 1000',
      },
    ],
    caughtBy: inMatrix('an expired token', 'GET /api/users'),
  },
  {
    title: 'a leaked token is noted, and goes on working',
    faults: [{ file: 'shared/domain/token.ts', right: "return 'Compromised';", wrong: "return 'Active';" }],
    caughtBy: inMatrix('a leaked token', 'GET /api/users'),
  },
  {
    title: 'the old secret of a rotation works for good',
    faults: [
      {
        file: 'shared/domain/token.ts',
        right: 'token.previous !== null && token.previous.expires > now.toISOString()',
        wrong: 'token.previous !== null',
      },
    ],
    caughtBy: inMatrix('a secret that a rotation has replaced', 'GET /api/users'),
  },
  {
    title: 'anybody who knows the id of a service token manages it',
    faults: [
      {
        file: TOKENS,
        right: "if (owner.user.user_type === 'Service' && principal.role !== 'Admin') {",
        wrong: 'if (false) {',
      },
    ],
    caughtBy: inMatrix('a person, Member', 'PUT /api/user-tokens/{id}'),
  },
  {
    title: 'an Admin sees the personal tokens of others',
    faults: [
      {
        file: TOKENS,
        right: "owner.user.user_type === 'Human' && owner.user.id !== principal.id",
        wrong: "owner.user.user_type === 'Human' && owner.user.id !== principal.id && principal.role !== 'Admin'",
      },
    ],
    caughtBy: inMatrix('a person, Admin', 'GET /api/user-tokens/{id}'),
  },
  {
    title: 'a Service User makes personal tokens',
    faults: [
      {
        file: TOKENS,
        right: "if (userId === undefined && principal.user_type === 'Service') {",
        wrong: 'if (false) {',
      },
    ],
    caughtBy: inMatrix('a Service User, Admin', 'POST /api/user-tokens'),
  },
  {
    title: 'a Manager is taken for an Admin',
    faults: [
      { file: CALLER, right: '!audience.includes(role)', wrong: "!audience.includes(role) && role !== 'Manager'" },
    ],
    caughtBy: inMatrix('a Service User, Manager', 'POST /api/users'),
  },
  {
    title: 'a route for people lets machines in',
    faults: [{ file: CALLER, right: "if (user_type !== 'Human') throw", wrong: 'if (false) throw' }],
    caughtBy: inMatrix('a Service User, Member', 'GET /api/user-tokens'),
  },
  {
    title: 'the login takes the token of a machine for just a bad credential',
    faults: [
      {
        file: 'shared/services/people.ts',
        right: "if (principal?.user_type === 'Service') throw serviceUserCannotLogIn();",
        wrong: '',
      },
    ],
    caughtBy: inMatrix('a Service User, Admin', 'POST /api/login'),
  },
  {
    title: 'a role that was unbound goes on acting for its Service User',
    faults: [
      {
        file: 'shared/services/iam-authentication.ts',
        right: 'if (account === undefined || !bound) throw unbound(arn);',
        wrong: 'if (account === undefined) throw unbound(arn);',
      },
      {
        file: 'shared/storage/accounts/account-writes.ts',
        right: '...[...pointersBefore.values()].map(({ key }) => remove<WriteRejection>(key, always, unconditional))',
        wrong: '',
      },
    ],
    caughtBy: inMatrix('a role that is bound to nobody', 'GET /api/users'),
  },
  {
    title: 'a datastore of another team is shown to who knows its id',
    faults: [
      {
        file: 'shared/domain/permissions.ts',
        right: 'resource.team_ids.some((team) => principal.team_ids.includes(team))',
        wrong: 'true',
      },
    ],
    caughtBy: inMatrix('a person, Member', 'GET /api/datastores/{id}'),
  },
  {
    title: 'an active token is deleted',
    faults: [
      {
        file: 'shared/domain/account.ts',
        right: 'if (isActive(tokenOf(account, tokenId), now)) {',
        wrong: 'if (false) {',
      },
    ],
    caughtBy: inMatrix('a person, Admin', 'DELETE /api/user-tokens/{id}'),
  },
  {
    title: 'a Service User with an active token is deactivated',
    faults: [
      {
        file: 'shared/domain/account.ts',
        right: "account.user.user_type === 'Service' ? activeTokens(account, now) : []",
        wrong: '[] as ReturnType<typeof activeTokens>',
      },
    ],
    caughtBy: inMatrix('a Service User, Admin', 'DELETE /api/users/{id}'),
  },
  {
    title: 'unknown parameters of a query are ignored',
    faults: [{ file: INPUT, right: 'z.strictObject({})', wrong: 'z.object({})' }],
    caughtBy: { suite: 'fuzz', operation: 'users/get-user' },
  },
  {
    title: 'unknown fields of a body are ignored',
    faults: [
      {
        file: 'shared/contracts/user-tokens.ts',
        right: 'body: z.strictObject({ revoke',
        wrong: 'body: z.object({ revoke',
      },
    ],
    caughtBy: { suite: 'fuzz', operation: 'user-tokens/update-token' },
  },
  {
    title: 'a body that is no JSON is a failure of the server',
    faults: [
      {
        file: INPUT,
        right: "throw new DomainError('malformed', 'malformed_json', 'The body is not JSON.');",
        wrong: "throw new Error('The body is not JSON.');",
      },
    ],
    caughtBy: { suite: 'fuzz', operation: 'teams/create-team' },
  },
  {
    title: 'any content type is taken for JSON',
    faults: [{ file: INPUT, right: "assertMediaType(JSON_TYPE, 'application/json', event);", wrong: '' }],
    caughtBy: { suite: 'fuzz', operation: 'teams/create-team' },
  },
  {
    title: 'a refusal is answered as plain text',
    faults: [
      {
        file: 'functions/http/answer.ts',
        right: "'content-type': 'application/problem+json'",
        wrong: "'content-type': 'text/plain'",
      },
    ],
    caughtBy: { suite: 'fuzz', operation: 'policy/update-policy' },
  },
  {
    title: 'the hint of a token is the token',
    faults: [
      {
        file: 'shared/auth/bearer-token.ts',
        right: "return `${plaintext.slice(0, plaintext.lastIndexOf('_') + 1)}...${plaintext.slice(-4)}`;",
        wrong: 'return plaintext;',
      },
    ],
    caughtBy: { suite: 'canaries', principal: 'a Service User, Member', route: 'GET /api/me' },
  },
  {
    title: 'the plaintext of a token is stored beside its hash',
    faults: [
      {
        file: TOKENS,
        right: 'const record = { id, name, hash, hint,',
        wrong: 'const record = { plaintext, id, name, hash, hint,',
      },
    ],
    caughtBy: { suite: 'canaries', principal: 'a Service User, Member', route: 'GET /api/me' },
  },
  {
    title: 'the log has the headers of each request',
    faults: [
      {
        file: AUTHENTICATION,
        right: 'const shown = await findToken(ports, plaintext);',
        wrong:
          "const shown = await findToken(ports, plaintext); console.info({ authorization: Buffer.from(plaintext).toString('base64') });",
      },
    ],
    caughtBy: { suite: 'canaries', principal: 'a Service User, Member', route: 'GET /api/me' },
  },
  {
    title: 'a use is noted after the answer, in a function that is frozen by then',
    faults: [
      {
        file: AUTHENTICATION,
        right: 'await recordUse(ports, account, verified);',
        wrong: 'void recordUse(ports, account, verified);',
      },
    ],
    caughtBy: { suite: 'frozen functions', principal: 'a Service User, Member', route: 'GET /api/me' },
  },
  ...STORAGE_EXHIBITS,
];
