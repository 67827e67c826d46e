// That the schedules find what they look for: with a mistake in the code, two requests are enough to show it.
import { expect, test } from 'vitest';
import type { PlantedFault } from './support/code.ts';
import { exploreInterleavings } from './support/interleavings.ts';
import { mutationNamed } from './support/mutations.ts';
import { startSubject } from './support/subject.ts';
import { createWorld } from './support/world.ts';

interface PlantedRace extends PlantedFault {
  /** What goes wrong. */
  readonly name: string;
  readonly mutations: readonly string[];
  /** How it is told. */
  readonly told: RegExp;
}

const RACES: readonly PlantedRace[] = [
  {
    name: 'an account is written over whatever was written since it was read',
    file: 'shared/storage/conditions.ts',
    right: "return { ConditionExpression: 'version = :read', ExpressionAttributeValues: { ':read': version } };",
    wrong: 'return { ExpressionAttributeValues: {}, ...(version < 0 && always) };',
    mutations: ['restore the token of idle', 'deactivate idle'],
    told: /the audit log is off by -1 about: idle@service tokens/,
  },
  {
    name: 'an Admin leaves the roster whoever remains on it',
    file: 'shared/storage/account-writes.ts',
    right: 'founding ? isNew : is ? always : anotherAdminRemains',
    wrong: 'founding ? isNew : always',
    mutations: ['first demotes second', 'second demotes first'],
    told: /no active human Admin is left/,
  },
  {
    name: 'a change is written without its audit entry',
    file: 'shared/storage/account-writes.ts',
    right: '...auditWrites(entries, () => stale(before)),',
    wrong: '',
    mutations: ['rename idle', 'deactivate idle'],
    told: /the audit log is off by -1 about: idle@service name = "idle renamed"/,
  },
  {
    name: 'a user_id is given again',
    file: 'shared/storage/account-writes.ts',
    right: 'return [put<Meaning>(item, isNew, taken)];',
    wrong: 'return [put<Meaning>(item, always, taken)];',
    mutations: ['create Robot', 'create Robot with a token, in the team Empty'],
    told: /the pointers of user_id are/,
  },
  {
    name: 'a token is restored for a deactivated account',
    file: 'shared/domain/account.ts',
    right: 'refuseDeactivated(account);\n  if (token.compromised_at !== null) {',
    wrong: 'if (token.compromised_at !== null) {',
    mutations: ['restore the token of idle', 'deactivate idle'],
    told: /idle@service is deactivated and has the active token old/,
  },
  {
    name: 'all tokens are revoked as they were when the account was first read',
    file: 'shared/services/users.ts',
    right: 'return account.revokeAllTokens(current, now);',
    wrong: 'return account.revokeAllTokens(found, now);',
    mutations: ['revoke all tokens of busy', 'rename busy'],
    told: /no serial order comes to/,
  },
  {
    name: 'a team is deleted while somebody joins it',
    file: 'shared/storage/team-writes.ts',
    right: 'remove(teamUsageKey(team.id), unused, (usage) => inUse(usage ?? {})),',
    wrong: 'remove(teamUsageKey(team.id), always, (usage) => inUse(usage ?? {})),',
    mutations: ['move idle to the team Empty', 'delete the team Empty'],
    told: /team 3 is named, and not there/,
  },
  {
    name: 'the last Admin is looked for before the change, and not in it',
    file: 'shared/storage/conditions.ts',
    right: "ConditionExpression: 'size(admins) > :one'",
    wrong: "ConditionExpression: 'size(admins) > :one OR size(admins) = :one'",
    mutations: ['first deactivates second', 'second deactivates first'],
    told: /no active human Admin is left/,
  },
  {
    name: 'a person is linked to the account that was deactivated meanwhile',
    file: 'shared/services/people.ts',
    right: 'const linked = await changeAccount(ports, origin, account, link(identity)).catch(nobodyIfRefused);',
    wrong: `
      if (account.user.deleted_at !== null) return undefined;
      const apply = (current) => ({ ...current, oidc_subject: identity.subject });
      const linked = await changeAccount(ports, origin, account, { action: 'user.identity_linked', apply });
      if (linked.user.deleted_at !== null) return undefined;`,
    mutations: ['newcomer is seen', 'deactivate newcomer'],
    told: /no serial order comes to/,
  },
  {
    name: 'a secret burns its token after a rotation has put it out of use',
    file: 'shared/domain/account.ts',
    right: 'const works = [token.generation, retiringSecret(token, now)?.generation].includes(generation);',
    wrong: 'const works = generation > 0;',
    mutations: ['rotate the token of busy at once', 'burn the token of busy'],
    told: /no serial order comes to/,
  },
  {
    name: 'a report of a leaked token tells that the token is gone',
    file: 'shared/domain/account.ts',
    right: 'if (token === undefined || token.compromised_at !== null) return account;',
    wrong: 'if (tokenOf(account, tokenId).compromised_at !== null || token === undefined) return account;',
    mutations: ['burn the revoked token of busy', 'delete the revoked token of busy'],
    told: /no serial order comes to \{"a":\{"status":404/,
  },
];

test.for(RACES)('$name: that is found', async ({ mutations, told, ...fault }) => {
  const subject = await startSubject({ faults: [fault] });
  const world = await createWorld(subject);
  const program = { scene: 'two Admins' as const, mutations: mutations.map(mutationNamed) };
  const { violations } = await exploreInterleavings(world, [program]);
  expect(violations.join('\n')).toMatch(told);
  await subject.stop();
});
