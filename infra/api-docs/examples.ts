// The resources in the examples of the API document.

/** An id that no workspace reaches: a tool that sends the examples changes nothing. It needs more than 31 bits. */
export const EXAMPLE_ID = 4_000_000_000;

export const user = {
  id: EXAMPLE_ID,
  user_id: 'airflow_service_user@service',
  user_name: 'airflow_service_user@service',
  user_type: 'Service',
  name: 'Airflow Service User',
  email: null,
  role: 'Member',
  teams: ['Public', 'Data'],
  iam_principals: [],
  owners: ['jane@example.com'],
  purpose: 'Runs the nightly load of the warehouse.',
  labels: { env: 'production' },
  managed_by: null,
  created_at: '2026-11-23T10:42:07.908Z',
  created_by: 'admin@example.com',
  last_login: null,
  deleted_at: null,
  active_tokens: 0,
};

export const person = {
  id: 1,
  user_id: 'admin@example.com',
  user_name: 'admin@example.com',
  user_type: 'Human',
  name: 'Ada Admin',
  email: 'admin@example.com',
  role: 'Admin',
  teams: ['Public'],
  iam_principals: [],
  owners: [],
  purpose: null,
  labels: {},
  managed_by: null,
  created_at: '2026-11-23T09:00:00.000Z',
  created_by: 'system',
  last_login: '2026-11-23T10:40:12.331Z',
  deleted_at: null,
  active_tokens: null,
};

const summaryOf = ({ id, user_id, user_name, email, name, role, user_type }: typeof user | typeof person) => ({
  id,
  user_id,
  user_name,
  email,
  name,
  role,
  user_type,
});

export const userSummary = summaryOf(user);

export const token = {
  id: EXAMPLE_ID,
  name: 'production',
  type: 'Service',
  status: 'Active',
  active: true,
  created: '2026-11-23T10:42:07.908Z',
  created_by: 'admin@example.com',
  lifetime_days: 90,
  expiration: '2027-02-21T10:42:07.908Z',
  last_used: '2026-11-23T10:43:30.101Z',
  scopes: ['datastores:read', 'teams:read'],
  allowed_cidrs: ['203.0.113.0/24'],
  hint: 'svc_...1iCa',
  user: userSummary,
};

export const personalToken = {
  ...token,
  id: EXAMPLE_ID + 1,
  name: 'laptop',
  type: 'Personal',
  scopes: null,
  allowed_cidrs: [],
  hint: 'pat_...7dQx',
  user: summaryOf(person),
};

/** Shortened, so that no scanner takes it for a token. */
export const SECRET = 'svc_4Mhaj24Mhaj2...1iCa';
/** A session. */
export const SESSION = 'ses_4Mhaj2Tqk0sB...0dZ8';
export const issuedToken = { ...token, last_used: null, bearer_token: SECRET };

export const blockingToken = {
  id: token.id,
  name: token.name,
  expiration: token.expiration,
  last_used: token.last_used,
};

export const federationPolicySettings = {
  name: 'deploy',
  issuer: 'https://token.actions.githubusercontent.com',
  audience: 'https://service-users.example.com',
  subject: 'repo:acme/etl:environment:production',
  claims: { repository_id: '456789', repository_owner_id: '1234' },
  session_minutes: 15,
  scopes: ['datastores:write'],
  allowed_cidrs: [],
  enabled: true,
};

export const federationPolicy = {
  id: EXAMPLE_ID,
  version: 1,
  ...federationPolicySettings,
  jwks: null,
  last_used: '2026-11-23T10:43:30.101Z',
  last_subject: 'repo:acme/etl:environment:production',
  last_refused: null,
  warnings: [],
};

export const team = { id: EXAMPLE_ID, name: 'Data', description: 'Maintains the data warehouse' };

export const datastore = { id: EXAMPLE_ID, name: 'Warehouse', teams: ['Data'] };

export const auditEntry = {
  id: 374224197481804,
  at: '2026-11-23T10:44:09.463Z',
  actor: { user_id: 'admin@example.com', user_type: 'Human', authenticated_by: 'personal_token' },
  action: 'token.restored',
  target: 'airflow_service_user@service',
  changes: { [`tokens.${EXAMPLE_ID}.revoked_at`]: { from: '2026-11-23T10:43:52.113Z', to: null } },
  request_id: '827dfe77-0fb6-4171-959d-78d5c2a37b12',
  source_ip: '127.0.0.1',
};

export const AUDIT_ENTRY_AS_CSV = [
  'id,at,actor,actor_type,authenticated_by,iam_arn,federation,action,target,changes,request_id,source_ip',
  '374224197481804,2026-11-23T10:44:09.463Z,admin@example.com,Human,personal_token,,,token.restored,airflow_service_user@service,"{""tokens.4000000000.revoked_at"":{""from"":""2026-11-23T10:43:52.113Z"",""to"":null}}",827dfe77-0fb6-4171-959d-78d5c2a37b12,127.0.0.1',
  '',
].join('\r\n');

/** The first and only page of a list. */
export const listOf = (item: unknown) => ({ items: [item], total: 1, page: 1, size: 50, next_cursor: null });
