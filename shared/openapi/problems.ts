// Every code that the API refuses with, and what a refusal with it looks like.
import {
  type ProblemCode,
  type ProblemDocument,
  type ProblemKind,
  problemDocument,
  UNEXPECTED,
} from '../contracts/problems.ts';
import type { WORKSPACE_FOUNDED } from '../services/ports.ts';
import type { Documentation } from './documentation.ts';
import { blockingToken } from './examples.ts';

interface Example {
  readonly kind: ProblemKind;
  readonly detail: string;
  readonly members?: Readonly<Record<string, unknown>>;
  /** @default the name of the example */
  readonly code?: ProblemCode;
}

/** The first Admin is made by the deployment, which alone hears that there was one. */
type AnsweredCode = Exclude<ProblemCode, typeof WORKSPACE_FOUNDED>;

const EXAMPLES = {
  active_tokens: {
    kind: 'rule',
    detail: 'Revoke the active tokens first, then retry: production.',
    members: { active_tokens: [blockingToken] },
  },
  bad_signature: { kind: 'unauthenticated', detail: 'The report is not signed by GitHub.' },
  busy: { kind: 'unavailable', detail: 'Others kept changing the same; nothing was changed. Try again.' },
  change_too_large: {
    kind: 'rule',
    detail: 'This changes too much at once: change teams and the rest one after the other.',
  },
  datastore_name_taken: { kind: 'conflict', detail: 'There is a datastore named "Warehouse" already.' },
  datastore_not_found: { kind: 'not-found', detail: 'There is no such datastore.' },
  email_not_verified: { kind: 'forbidden', detail: 'The issuer has not verified the e-mail of this identity.' },
  forbidden: { kind: 'forbidden', detail: 'This needs the role Admin.' },
  iam_principal_taken: {
    kind: 'conflict',
    detail: 'arn:aws:iam::123456789012:role/airflow-worker is bound to another Service User.',
  },
  iam_principal_unbound: {
    kind: 'forbidden',
    detail:
      'arn:aws:iam::123456789012:role/airflow-worker is bound to no Service User; an Admin adds it to the iam_principals of one.',
  },
  identity_mismatch: { kind: 'forbidden', detail: 'The account belongs to another identity with this e-mail.' },
  internal_error: { kind: UNEXPECTED.kind, detail: UNEXPECTED.message },
  last_human_admin: { kind: 'rule', detail: 'The workspace would be left without an active human Admin.' },
  lifetime_not_allowed: { kind: 'rule', detail: 'The policy allows a token at most 90 days.' },
  malformed_json: { kind: 'malformed', detail: 'The body is not JSON.' },
  never_expiring_not_allowed: {
    kind: 'rule',
    detail: 'The policy allows an account of role Member no token without an end.',
  },
  not_a_service_user: { kind: 'rule', detail: 'Only the tokens of a Service User can be revoked for it.' },
  not_invited: { kind: 'forbidden', detail: 'There is no account for this e-mail; ask an Admin for one.' },
  outcome_unknown: {
    kind: 'unavailable',
    detail: 'No answer came from storage: the change may have been made, or not. Read before you repeat it.',
  },
  overlap_not_allowed: { kind: 'rule', detail: 'The policy allows an overlap of at most 48 hours.' },
  public_team: { kind: 'rule', detail: 'The team Public is built in: it stays as it is.' },
  schema_too_new: {
    kind: 'unavailable',
    detail: 'The data was written by a newer version of the system than the one that answers; nothing was changed.',
  },
  secret_replaced: {
    kind: 'rule',
    detail: 'The secret of this request was replaced meanwhile; use the newer one.',
  },
  service_user_cannot_log_in: {
    kind: 'forbidden',
    detail: 'A Service User never logs in; it calls the API with its token.',
  },
  signature_keys_unavailable: {
    kind: 'unavailable',
    detail: 'GitHub cannot be asked for its keys; nothing was changed. Send the report again.',
  },
  storage_unavailable: { kind: 'unavailable', detail: 'Storage did not answer; nothing was changed. Try again.' },
  subject_taken: { kind: 'conflict', detail: 'The identity belongs to another account.' },
  team_in_use: {
    kind: 'rule',
    detail:
      'The team is in use (accounts: 2, datastores: 1), by deactivated accounts as well; take it from them first.',
  },
  team_name_taken: { kind: 'conflict', detail: 'There is a team named "Data" already.' },
  team_not_found: { kind: 'not-found', detail: 'There is no such team.' },
  team_not_yours: {
    kind: 'forbidden',
    detail: 'A Manager gives a datastore to teams they are in, or to Public.',
  },
  token_active: { kind: 'rule', detail: 'The token is active; revoke it before you delete it.' },
  token_compromised: { kind: 'rule', detail: 'A compromised token cannot be restored; make a new one.' },
  token_expired: { kind: 'rule', detail: 'An expired token cannot be restored; make a new one.' },
  token_id_taken: { kind: 'conflict', detail: 'The token id 2 is taken.' },
  token_limit_reached: {
    kind: 'rule',
    detail: 'An account has at most 50 tokens; delete one that is not needed.',
  },
  token_name_taken: { kind: 'conflict', detail: 'The account has a token named "production" already.' },
  token_not_found: { kind: 'not-found', detail: 'There is no such token.' },
  token_revoked: { kind: 'rule', detail: 'The token is revoked; only an active one is rotated.' },
  two_credentials: { kind: 'unauthenticated', detail: 'The request carries two credentials; send one.' },
  unauthorized: { kind: 'unauthenticated', detail: 'The request carries no valid credential.' },
  unsupported_media_type: {
    kind: 'unsupported-media-type',
    detail: 'Send the body as content-type: application/json.',
  },
  user_deactivated: { kind: 'rule', detail: 'The account is deactivated; reactivate it first.' },
  user_deactivated_login: { kind: 'forbidden', code: 'user_deactivated', detail: 'The account is deactivated.' },
  user_deactivated_signed: {
    kind: 'forbidden',
    code: 'user_deactivated',
    detail: 'The Service User that arn:aws:iam::123456789012:role/airflow-worker is bound to is deactivated.',
  },
  user_id_taken: { kind: 'conflict', detail: 'The user_id airflow_service_user@service is taken.' },
  user_not_found: { kind: 'not-found', detail: 'There is no such user.' },
  validation_failed: {
    kind: 'invalid',
    detail: 'The request does not fit its schema.',
    members: { errors: [{ path: 'expires_in_days', message: 'is required' }] },
  },
} as const satisfies Record<AnsweredCode | 'user_deactivated_signed' | 'user_deactivated_login', Example>;

export type ProblemName = keyof typeof EXAMPLES;

/** The problem documents, by the names of the examples. */
export const PROBLEMS = Object.fromEntries(
  Object.entries<Example>(EXAMPLES).map(
    ([name, { kind, detail: message, members = {}, code = name as ProblemCode }]) => [
      name,
      problemDocument({ kind, code, message, members }),
    ],
  ),
) as Record<ProblemName, ProblemDocument>;

/** The refusals of the stack that every operation runs in, and of storage. */
export function commonProblems({ operation, storage }: Documentation): ProblemName[] {
  const { audience, body, form } = operation;
  const isOpen = audience === 'open';
  return [
    ...(body ? (['malformed_json'] as const) : []),
    ...(body || form ? (['unsupported_media_type'] as const) : []),
    ...(isOpen ? [] : (['unauthorized', 'iam_principal_unbound', 'user_deactivated_signed'] as const)),
    ...(isOpen || audience === 'anyone' ? [] : (['forbidden'] as const)),
    'validation_failed',
    'internal_error',
    ...(storage === 'none' ? [] : (['storage_unavailable', 'schema_too_new'] as const)),
    ...(storage === 'written' ? (['busy', 'outcome_unknown'] as const) : []),
  ];
}
