// What import writes describes what exists: a plan of the file has no difference, in both directions.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fileFromState } from '../../clients/cli/as-code/import.ts';
import { plan } from '../../clients/cli/as-code/plan.ts';
import { readServiceUsersFile } from '../../clients/cli/as-code/read-file.ts';
import type { State } from '../../clients/cli/as-code/state.ts';
import { comparable } from '../../clients/cli/commands/named.ts';
import type { Schemas } from '../../clients/cli/connection/api.ts';
import { derivedUserId } from '../../clients/user-id.ts';

/** Texts that YAML or the comparison of names could change. */
const TEXTS = ['yes', 'null', '~', '1.0', '007', '0x1F', '- a', 'a: b', '# a', '{a}', '<<', '"', "'", '&a', '*a', '!a'];
const text = fc.oneof(
  fc.constantFrom(...TEXTS, ' a', 'a\nb', 'a\n\n  b\n', 'é', 'İ', 'ẞ', '１', 'ﬁ', '👩‍💻', '2026-11-28', '%', '@', '`'),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }),
);
const named = <T>(item: fc.Arbitrary<T>, nameOf: (item: T) => string) =>
  fc.uniqueArray(item, { maxLength: 4, selector: (one) => comparable(nameOf(one)) });
/** The API stores texts in NFC, without white space around them. */
const stored = text.map((one) => one.normalize('NFC').trim());
const name = fc.oneof(stored, fc.constantFrom('Data', 'Airflow Service User')).filter((one) => one !== '');

const narrowing = {
  scopes: fc.option(fc.subarray(['datastores:read', 'teams:read', 'api:reports'])),
  allowed_cidrs: fc.subarray(['203.0.113.0/24', '2001:db8::/32']),
};
const token = fc.record({
  id: fc.nat(),
  name,
  status: fc.constantFrom('Active', 'Revoked', 'Expired', 'Compromised'),
  lifetime_days: fc.option(fc.integer({ min: 1, max: 365 })),
  ...narrowing,
});
const policy = fc.record({
  id: fc.nat(),
  name,
  issuer: text,
  audience: text,
  subject: fc.option(text),
  claims: fc.dictionary(text, fc.oneof(text, fc.integer(), fc.boolean()), { noNullPrototype: true, maxKeys: 3 }),
  session_minutes: fc.integer({ min: 5, max: 60 }),
  ...narrowing,
  enabled: fc.boolean(),
  jwks: fc.option(fc.constant({ keys: [{ kid: '1', kty: 'RSA', e: 'AQAB' }] })),
});
const user = (teams: readonly string[]) =>
  fc.record({
    name,
    isRenamed: fc.boolean(),
    role: fc.constantFrom('Admin', 'Manager', 'Member'),
    teams: fc.subarray([...teams]).map((some) => ['Public', ...some]),
    owners: fc.subarray(['admin@example.com', 'ana+etl@example.com']),
    purpose: fc.option(
      fc.oneof(
        stored.map((one) => one || null),
        fc.constant('x'.repeat(500)),
      ),
    ),
    labels: fc.dictionary(fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,9}$/), stored, {
      maxKeys: 3,
      noNullPrototype: true,
    }),
    managed_by: fc.option(
      fc.oneof(
        stored.map((one) => one || null),
        fc.constant('service-users.yaml'),
      ),
    ),
    iam_principals: fc.subarray([
      'arn:aws:iam::123456789012:role/airflow',
      'arn:aws-us-gov:iam::123456789012:user/etl',
      'arn:aws:iam::123456789012:role/pinned#AROAEXAMPLE123456789A',
    ]),
    deleted_at: fc.option(fc.constant('2026-11-28T00:00:00.000Z')),
    policies: named(policy, (one) => one.name),
    tokens: named(token, (one) => one.name),
  });

/** A workspace with any number of everything that the file can describe. */
const state: fc.Arbitrary<State> = named(
  fc.record({ id: fc.nat(), name, description: fc.oneof(stored, fc.constant('')) }),
  (one) => one.name,
)
  .map((teams) => teams.filter((one) => comparable(one.name) !== 'public'))
  .chain((teams) => {
    const names = teams.map((one) => one.name);
    return fc.record({
      teams: fc.constant(teams),
      datastores: named(fc.record({ id: fc.nat(), name, teams: fc.subarray(names) }), (one) => one.name),
      users: fc.array(user(names), { maxLength: 3 }),
    });
  })
  .map(({ teams, datastores, users }) => {
    const withIds = users.map((one, index) => ({
      ...one,
      // The user_id is that of an earlier name, or of one without a letter that it could be derived from.
      user_id: one.isRenamed ? `renamed_${index}@service` : (derivedUserId(one.name) ?? `user_${index}@service`),
    }));
    const unique = new Map(withIds.map((one) => [one.user_id, one]));
    const listsOf = <Item>(list: (one: (typeof withIds)[number]) => readonly Item[]) =>
      new Map([...unique].map(([userId, one]) => [userId, list(one)]));
    return {
      caller: 'admin@example.com',
      teams,
      datastores,
      users: unique as ReadonlyMap<string, object> as ReadonlyMap<string, Schemas['User']>,
      tokens: listsOf((one) =>
        one.tokens.map((issued) => ({ ...issued, active: issued.status === 'Active', user: one })),
      ) as ReadonlyMap<string, readonly object[]> as ReadonlyMap<string, readonly Schemas['Token'][]>,
      policies: listsOf((one) => one.policies) as ReadonlyMap<string, readonly object[]> as ReadonlyMap<
        string,
        readonly Schemas['FederationPolicy'][]
      >,
    };
  });

it('imports any workspace into a file that has no differences', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'service-users-import-')), 'service-users.yaml');
  fc.assert(
    fc.property(state, (existing) => {
      writeFileSync(path, fileFromState(existing));
      const differences = plan(readServiceUsersFile(path), existing, { prune: true, undelivered: new Map() });
      expect(differences.map(({ target, details }) => `${target}: ${details}`)).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
