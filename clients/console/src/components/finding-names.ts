// What the findings of the access review mean.
import type { Finding } from '../api/access-review.ts';

const NAMES: Readonly<Record<Finding, string>> = {
  never_used: 'Never used',
  unused: 'Unused',
  no_owner: 'No owner',
  owner_deactivated: 'Owner deactivated',
  no_purpose: 'No purpose',
  never_expires: 'Token never expires',
  expiring: 'Token expires soon',
  old_secret: 'Old secret',
  admin_role: 'Role Admin',
  unscoped_admin: 'Admin without scopes',
  iam_without_unique_id: 'IAM principal without unique ID',
  wide_federation: 'Wide federation policy',
};

export const FINDINGS = Object.keys(NAMES) as readonly Finding[];

/** Later versions of the API may have further findings. */
export function findingName(code: string): string {
  return Object.entries(NAMES).find(([one]) => one === code)?.[1] ?? code;
}

/** The findings of an account, each kind once. */
export function findingCodes(findings: readonly { readonly code: string }[]): string[] {
  return [...new Set(findings.map(({ code }) => code))];
}
