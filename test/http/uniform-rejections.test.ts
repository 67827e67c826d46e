// Every refused well-formed token costs the same work, so that the response time does not reveal the reason.
import crypto from 'node:crypto';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeAll, expect, inject, it, vi } from 'vitest';
import { readAssembly } from '../../infra/local/template/assembly.ts';
import { mintToken } from '../../shared/auth/bearer-token.ts';
import { accountKey } from '../../shared/storage/keys.ts';
import { context, type Deployment, deploy } from '../support/deployment.ts';

let deployment: Deployment;

beforeAll(async () => {
  const assembly = readAssembly(inject('assembly'));
  deployment = await deploy({ assembly, endpoint: inject('endpoint'), issuerUrl: inject('issuer').url });
});

afterEach(() => vi.restoreAllMocks());

/** The calls to DynamoDB, and the number of hashes and comparisons, until the token is refused. */
async function costOfRejection(token: string) {
  const calls: string[] = [];
  deployment.client.middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        calls.push(commandName ?? '');
        return next(args);
      },
    { step: 'initialize', name: 'work' },
  );
  const spies = { hashes: vi.spyOn(crypto, 'hash'), comparisons: vi.spyOn(crypto, 'timingSafeEqual') };
  try {
    const event = { ...(deployment.event({}) as object), headers: { authorization: `Bearer ${token}` } };
    await expect(deployment.authorizer(event, context)).rejects.toThrow('Unauthorized');
    return { calls, hashes: spies.hashes.mock.calls.length, comparisons: spies.comparisons.mock.calls.length };
  } finally {
    deployment.client.middlewareStack.remove('work');
    vi.restoreAllMocks();
  }
}

let made = 0;
async function newUser() {
  made += 1;
  const token = { name: 'production', expires_in_days: 90 };
  const user = await deployment.call('users/create-user', { body: { name: `Refused ${made}`, token } });
  return { id: user.id as number, token: user.token.id as number, plaintext: user.token.bearer_token as string };
}

/** A well-formed token with these ids and a random secret. */
const guessed = (account_id: number, token_id: number) =>
  mintToken({ account_id, token_id, type: 'Service', prefix: '', random: crypto.randomBytes(32) });

const refused: [string, () => Promise<string>][] = [
  ['of an unknown account', async () => guessed(9_999_999, 1)],
  ['of an unknown token', async () => guessed((await newUser()).id, 9_999_999)],
  [
    'with another secret',
    async () => {
      const { id, token } = await newUser();
      return guessed(id, token);
    },
  ],
  [
    'that was revoked',
    async () => {
      const { token, plaintext } = await newUser();
      await deployment.call('user-tokens/update-token', { id: token, body: { revoke: true } });
      return plaintext;
    },
  ],
  [
    'that has expired',
    async () => {
      const { id, token, plaintext } = await newUser();
      await deployment.table.client.send(
        new UpdateCommand({
          TableName: deployment.table.tableName,
          Key: accountKey(id),
          UpdateExpression: 'SET tokens.#token.expiration = :past',
          ExpressionAttributeNames: { '#token': String(token) },
          ExpressionAttributeValues: { ':past': '2025-01-01T00:00:00.000Z' },
        }),
      );
      return plaintext;
    },
  ],
  [
    'that is compromised',
    async () => {
      const { plaintext } = await newUser();
      await deployment.call('leaked-tokens/report-leaked-tokens', { body: { tokens: [plaintext] } });
      return plaintext;
    },
  ],
  [
    'of a deactivated account',
    async () => {
      const { id, plaintext } = await newUser();
      await deployment.call('users/revoke-user-tokens', { id });
      await deployment.call('users/deactivate-user', { id });
      return plaintext;
    },
  ],
  [
    'whose secret is retired, after its first recorded use',
    async () => {
      const { token, plaintext } = await newUser();
      await deployment.call('user-tokens/rotate-token', { id: token, body: { overlap_hours: 0 } });
      await costOfRejection(plaintext);
      return plaintext;
    },
  ],
];

it.for(refused)('refuses a token %s after one read, one hash and two comparisons', async ([, prepare]) => {
  const token = await prepare();
  const { calls, ...work } = await costOfRejection(token);
  expect(calls).toHaveLength(1);
  expect(calls[0]).toMatch(/^Get(Item)?Command$/);
  expect(work).toEqual({ hashes: 1, comparisons: 2 });
});
