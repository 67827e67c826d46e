// The grants of a function become one statement for each action and resource (docs/security-model.md).
import { describe, expect, it } from 'vitest';
import { permissionsOf } from '../../infra/constructs/table-grants.ts';
import { operations } from '../../infra/operations.ts';

describe('the permissions of grants', () => {
  it('are one for each action, with the union of the partitions', () => {
    expect(permissionsOf(['writeAccounts', 'writeAuditEntries', 'writeAndDeleteSubjects', 'readPolicy'])).toEqual([
      { actions: ['dynamodb:PutItem'], partitions: ['USER#*', 'AUDIT_LOG', 'SUBJECT#*'] },
      { actions: ['dynamodb:DeleteItem'], partitions: ['SUBJECT#*'] },
      { actions: ['dynamodb:GetItem'], partitions: ['POLICY'] },
    ]);
  });

  it('have the union of the attributes of transactional updates', () => {
    expect(permissionsOf(['updateRoster', 'updateTeamDatastores'])).toEqual([
      {
        actions: ['dynamodb:UpdateItem'],
        partitions: ['HUMAN_ADMINS', 'TEAM#*'],
        attributes: ['pk', 'sk', 'schema', 'admins', 'datastores'],
      },
    ]);
  });

  it('keep updates that are never part of a transaction apart, with their own attributes', () => {
    expect(permissionsOf(['updateSequences', 'updateLastLogin', 'updateRoster', 'updateLastLogin'])).toHaveLength(3);
  });

  it('keep the table apart from its indexes', () => {
    expect(permissionsOf(['queryTeams', 'queryAuditLog', 'queryUsersByCreation', 'queryServiceTokens'])).toMatchObject([
      { partitions: ['TEAM_NAMES', 'AUDIT_LOG'] },
      { indexes: [{ name: 'audit-by-target' }, { name: 'audit-by-actor' }] },
      { partitions: ['USERS#*'], indexes: [{ name: 'list-by-created' }] },
      { partitions: ['SERVICE_TOKENS#*'], indexes: [{ name: 'list-by-created' }, { name: 'list-by-time' }] },
    ]);
  });

  it('contain a transactional action on the table once in every operation', () => {
    for (const { grants } of operations) {
      const actions = permissionsOf(grants)
        .filter(({ indexes, standalone }) => indexes === undefined && standalone === undefined)
        .flatMap((permission) => permission.actions);
      expect(actions).toEqual([...new Set(actions)]);
    }
  });
});
