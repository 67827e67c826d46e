// The wing of races in the museum: mistakes that two requests beside each other are enough to show.
import type { Catcher, Exhibit } from './exhibits.ts';

const beside = (...requests: string[]): Catcher => ({ suite: 'interleavings', requests: mutations });

export const RACES: readonly Exhibit[] = [
  {
    title: 'an account is written over whatever was written since it was read',
    faults: [
      {
        file: 'shared/storage/conditions.ts',
        right: "return { ConditionExpression: 'version = :read', ExpressionAttributeValues: { ':read': version } };",
        wrong: 'return { ExpressionAttributeValues: {}, ...(version < 0 && always) };',
      },
    ],
    caughtBy: beside('restore the token of idle', 'deactivate idle'),
  },
  {
    title: 'an Admin leaves the roster whoever remains on it',
    faults: [
      {
        file: 'shared/storage/accounts/account-writes.ts',
        right: 'founding ? isNew : is ? always : anotherAdminRemains',
        wrong: 'founding ? isNew : always',
      },
    ],
    caughtBy: beside('first demotes second', 'second demotes first'),
  },
  {
    title: 'a change is written without its audit entry',
    faults: [
      {
        file: 'shared/storage/accounts/account-writes.ts',
        right: '...auditWrites(entries, () => stale(before)),',
        wrong: '',
      },
    ],
    caughtBy: beside('rename idle', 'deactivate idle'),
  },
  {
    title: 'a user_id is given again',
    faults: [
      {
        file: 'shared/storage/accounts/account-writes.ts',
        right: 'return [put<WriteRejection>(item, isNew, taken)];',
        wrong: 'return [put<WriteRejection>(item, always, taken)];',
      },
    ],
    caughtBy: beside('create Robot', 'create Robot with a token, in the team Empty'),
  },
  {
    title: 'a token is restored for a deactivated account',
    faults: [
      {
        file: 'shared/domain/account.ts',
        right: 'assertNotDeactivated(account);\n  if (token.compromised_at !== null) {',
        wrong: 'if (token.compromised_at !== null) {',
      },
    ],
    caughtBy: beside('restore the token of idle', 'deactivate idle'),
  },
  {
    title: 'all tokens are revoked as they were when the account was first read',
    faults: [
      {
        file: 'shared/services/users.ts',
        right: 'return account.revokeAllTokens(current, now);',
        wrong: 'return account.revokeAllTokens(found, now);',
      },
    ],
    caughtBy: beside('revoke all tokens of busy', 'rename busy'),
  },
  {
    title: 'a team is deleted while somebody joins it',
    faults: [
      {
        file: 'shared/storage/teams/team-writes.ts',
        right: 'remove(teamUsageKey(team.id), unused, (usage) => inUse(usage ?? {})),',
        wrong: 'remove(teamUsageKey(team.id), always, (usage) => inUse(usage ?? {})),',
      },
    ],
    caughtBy: beside('move idle to the team Empty', 'delete the team Empty'),
  },
  {
    title: 'the last Admin is looked for before the change, and not in it',
    faults: [
      {
        file: 'shared/storage/conditions.ts',
        right: "ConditionExpression: 'size(admins) > :one'",
        wrong: "ConditionExpression: 'size(admins) > :one OR size(admins) = :one'",
      },
    ],
    caughtBy: beside('first deactivates second', 'second deactivates first'),
  },
  {
    title: 'a person is linked to the account that was deactivated meanwhile',
    faults: [
      {
        file: 'shared/services/people.ts',
        right: 'const linked = await changeAccount(ports, origin, account, link(identity)).catch(undefinedIfRejected);',
        wrong: `
          if (account.user.deleted_at !== null) return undefined;
          const apply = (current) => ({ ...current, oidc_subject: identity.subject });
          const linked = await changeAccount(ports, origin, account, { action: 'user.identity_linked', apply });
          if (linked.user.deleted_at !== null) return undefined;`,
      },
    ],
    caughtBy: beside('newcomer is seen', 'deactivate newcomer'),
  },
  {
    title: 'a secret burns its token after a rotation has put it out of use',
    faults: [
      {
        file: 'shared/domain/account.ts',
        right: 'const works = [token.generation, workingPreviousSecret(token, now)?.generation].includes(generation);',
        wrong: 'const works = generation > 0;',
      },
    ],
    caughtBy: beside('rotate the token of busy at once', 'burn the token of busy'),
  },
  {
    title: 'a report of a leaked token tells that the token is gone',
    faults: [
      {
        file: 'shared/domain/account.ts',
        right: 'if (token === undefined || token.compromised_at !== null) return account;',
        wrong: 'if (tokenOf(account, tokenId).compromised_at !== null || token === undefined) return account;',
      },
    ],
    caughtBy: beside('burn the revoked token of busy', 'delete the revoked token of busy'),
  },
];
