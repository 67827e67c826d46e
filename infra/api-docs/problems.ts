// The problem documents of the API, made by the same factories that throw the errors.
import { type ProblemDocument, problemDocument, UNEXPECTED } from '../../shared/contracts/problems.ts';
import * as errors from '../../shared/domain/errors.ts';
import { blockingToken, token } from './examples.ts';

const ROLE_ARN = 'arn:aws:iam::123456789012:role/airflow-worker';

/** By the error code. A code for several situations has an entry for each. */
const EXAMPLES = {
  active_tokens: errors.activeTokens([blockingToken]),
  audience_too_common: errors.audienceTooCommon(),
  bad_signature: errors.badSignature(),
  busy: errors.busy(),
  change_too_large: errors.changeTooLarge(),
  datastore_name_taken: errors.datastoreNameTaken('Warehouse'),
  datastore_not_found: errors.notFound('datastore'),
  email_not_verified: errors.emailNotVerified(),
  federation_policy_limit_reached: errors.federationPolicyLimitReached(20),
  federation_policy_name_taken: errors.federationPolicyNameTaken('deploy'),
  federation_policy_not_found: errors.notFound('federation_policy'),
  forbidden: errors.roleRequired(['Admin']),
  human_required: errors.humanRequired('change the token policy'),
  iam_principal_taken: errors.iamPrincipalTaken(ROLE_ARN),
  iam_principal_unbound: errors.iamPrincipalUnbound(ROLE_ARN),
  id_token_outdated: errors.idTokenOutdated(),
  id_token_used: errors.idTokenUsed(),
  identity_mismatch: errors.identityMismatch(),
  insufficient_scope: errors.insufficientScope('users:read'),
  interactive_session_required: errors.interactiveSessionRequired(),
  internal_error: UNEXPECTED,
  invalid_grant: errors.invalidGrant(),
  issuer_keys_unavailable: errors.issuerKeysUnavailable(),
  last_human_admin: errors.lastHumanAdmin(),
  lifetime_not_allowed: errors.lifetimeNotAllowed(90),
  malformed_json: errors.malformedJson(),
  narrowed_credential: errors.narrowedCredential(),
  never_expiring_not_allowed: errors.neverExpiringNotAllowed('Member'),
  not_a_person: errors.notAPerson(),
  not_a_service_user: errors.notAServiceUser(),
  not_invited: errors.notInvited(),
  outcome_unknown: errors.outcomeUnknown(undefined),
  overlap_not_allowed: errors.overlapNotAllowed(48),
  public_team: errors.publicTeam(),
  schema_too_new: errors.schemaTooNew(undefined),
  secret_superseded: errors.secretSuperseded(),
  service_user_cannot_log_in: errors.serviceUserCannotLogIn(),
  session_required: errors.sessionRequired(),
  signature_keys_unavailable: errors.signatureKeysUnavailable(undefined),
  storage_unavailable: errors.storageUnavailable(undefined),
  subject_taken: errors.subjectTaken(),
  subject_too_wide: errors.subjectTooWide(['repository_id', 'repository_owner_id']),
  team_in_use: errors.teamInUse({ accounts: 2, datastores: 1 }),
  team_name_taken: errors.teamNameTaken('Data'),
  team_not_found: errors.notFound('team'),
  team_not_yours: errors.teamNotYours(),
  token_active: errors.tokenActive(),
  token_compromised: errors.tokenNotRestorable('Compromised'),
  token_expired: errors.tokenNotRestorable('Expired'),
  token_id_taken: errors.tokenIdTaken(token.id),
  token_limit_reached: errors.tokenLimitReached(50),
  token_name_taken: errors.tokenNameTaken('production'),
  token_not_found: errors.notFound('token'),
  token_revoked: errors.tokenNotActive('Revoked'),
  tokens_expire_too_late: errors.tokenExpiresTooLate(90, [{ id: token.id, name: token.name }]),
  tokens_never_expire: errors.tokensNeverExpire('Member', [{ id: token.id, name: token.name }]),
  two_credentials: errors.twoCredentials(),
  unauthorized: errors.unauthorized(),
  unsupported_media_type: errors.unsupportedMediaType('application/json'),
  unsupported_grant_type: errors.unsupportedGrantType(),
  user_deactivated: errors.userDeactivated(),
  user_deactivated_login: errors.personDeactivated(),
  user_deactivated_signed: errors.signedByDeactivatedUser(ROLE_ARN),
  user_id_taken: errors.userIdTaken('airflow_service_user@service'),
  user_not_found: errors.notFound('user'),
  validation_failed: errors.invalidRequest([{ path: 'expires_in_days', message: 'is required' }]),
};

export type ProblemName = keyof typeof EXAMPLES;

/** The problem documents, by the names of the examples. */
export const PROBLEMS = Object.fromEntries(
  Object.entries(EXAMPLES).map(([name, error]) => [name, problemDocument(error)]),
) as Record<ProblemName, ProblemDocument>;
