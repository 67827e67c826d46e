// What the actions of the audit log mean.
import type { AuditAction } from '../../api/audit-log.ts';

const NAMES: Readonly<Record<AuditAction, string>> = {
  'user.created': 'Account created',
  'user.updated': 'Account changed',
  'user.deactivated': 'Account deactivated',
  'user.reactivated': 'Account reactivated',
  'user.tokens_revoked': 'All tokens revoked',
  'user.identity_linked': 'Identity linked',
  'user.identity_unlinked': 'Identity unlinked',
  'user.logged_in': 'Logged in',
  'user.logged_out': 'Logged out',
  'token.created': 'Token created',
  'token.revoked': 'Token revoked',
  'token.restored': 'Token restored',
  'token.rotated': 'Token rotated',
  'token.narrowing_changed': 'Scopes or addresses of a token changed',
  'token.compromised': 'Token compromised',
  'token.retired_secret_used': 'Retired secret used',
  'token.superseded_secret_rotation': 'Rotation by a previous secret refused',
  'token.refused_address': 'Address of a token refused',
  'token.deleted': 'Token deleted',
  'session.compromised': 'Session compromised',
  'federation_policy.created': 'Federation policy created',
  'federation_policy.updated': 'Federation policy changed',
  'federation_policy.deleted': 'Federation policy deleted',
  'team.created': 'Team created',
  'team.updated': 'Team changed',
  'team.deleted': 'Team deleted',
  'datastore.created': 'Datastore created',
  'datastore.updated': 'Datastore changed',
  'datastore.deleted': 'Datastore deleted',
  'policy.updated': 'Token policy changed',
};

export const ACTIONS = Object.keys(NAMES) as readonly AuditAction[];

/** Later versions of the API may have further actions. */
export function actionName(action: string): string {
  return Object.entries(NAMES).find(([one]) => one === action)?.[1] ?? action;
}
