// Accounts, tokens and audit entries for tests of the domain and the storage.
import { type Account, newAccount } from '../../shared/domain/account.ts';
import type { AuditEntry } from '../../shared/domain/audit.ts';
import { DEFAULT_POLICY, type Policy } from '../../shared/domain/policy.ts';
import type { Token } from '../../shared/domain/token.ts';
import { ROLES, type User } from '../../shared/domain/user.ts';

export const NOW = new Date('2026-06-01T12:00:00.000Z');
export const EARLIER = '2026-05-01T12:00:00.000Z';
export const LATER = '2026-07-01T12:00:00.000Z';

/** A policy that allows every role to have tokens that never expire. */
export const PERMISSIVE_POLICY: Policy = { ...DEFAULT_POLICY, never_expiring_roles: ROLES };

export function aToken(changes: Partial<Token> = {}): Token {
  return {
    id: 7,
    name: 'production',
    hash: 'h'.repeat(43),
    hint: 'svc_...abcd',
    created: EARLIER,
    created_by: 'admin@example.com',
    rotated_at: null,
    confirmed_at: null,
    expiration: null,
    lifetime_days: null,
    last_used: null,
    revoked_at: null,
    restored_at: null,
    compromised_at: null,
    refused_address: null,
    scopes: null,
    allowed_cidrs: [],
    generation: 1,
    previous: null,
    retired: [],
    ...changes,
  };
}

export function anAccount(changes: Partial<User> = {}, tokens: readonly Token[] = []): Account {
  const identity = {
    id: 1,
    user_id: 'airflow@service',
    user_type: 'Service',
    name: 'Airflow',
    email: null,
    role: 'Member',
    team_ids: [],
    created_by: 'admin@example.com',
  } as const;
  const account = newAccount(identity, NOW);
  return { ...account, version: 3, user: { ...account.user, ...changes }, tokens };
}

export function anEntry(changes: Partial<AuditEntry> = {}): AuditEntry {
  return {
    id: 1,
    at: NOW.toISOString(),
    actor: { user_id: 'admin@example.com', user_type: 'Human', authenticated_by: 'personal_token' },
    action: 'user.created',
    target: 'airflow@service',
    changes: {},
    request_id: 'request',
    source_ip: '127.0.0.1',
    ...changes,
  };
}
