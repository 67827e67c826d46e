// The names of fields, as the forms label them.

/** By the path in a request. The path of a field that the name of a form differs for has the form in front: `token.name`. */
const NAMES: Readonly<Record<string, string>> = {
  'token.name': 'Token name',
  allowed_cidrs: 'Addresses',
  audience: 'Audience',
  email: 'E-mail address',
  expires_in_days: 'Expiration',
  iam_principals: 'ARN',
  jwks: 'Public keys',
  overlap_hours: 'How long the previous secret stays valid',
  owner_id: 'Owner ID',
  'claims.project_id': 'Project ID',
  'claims.repository_id': 'Repository ID',
  'claims.repository_owner_id': 'Owner ID',
  repository_id: 'Repository ID',
  session_minutes: 'Minutes of a session',
  subject_token: 'Token',
  max_lifetime_days: 'Maximum lifetime (days)',
  default_lifetime_days: 'Default lifetime (days)',
  max_overlap_hours: 'Maximum overlap (hours)',
  max_tokens_per_account: 'Tokens per account',
  never_expiring_roles: 'Roles whose tokens may never expire',
  session_hours: 'Session (hours)',
  unused_after_days: 'Unused after (days)',
  revoke_unused_after_days: 'Revoke unused after (days)',
  scopes_required_for: 'Roles whose credentials need scopes',
  cidrs_required_for: 'Roles whose credentials need addresses',
  user_id: 'Service User',
};

/** A field of the first token is named like that of any token. An item of a list has the name of the list. */
export function fieldName(path: string): string {
  for (let known = path; known !== ''; known = known.replace(/\.?[^.]*$/, '')) {
    const name = NAMES[known];
    if (name !== undefined) return name;
  }
  const [name = ''] = path.replace(/^token\./, '').split('.');
  return NAMES[name] ?? `${name.charAt(0).toUpperCase()}${name.slice(1).replaceAll('_', ' ')}`;
}
