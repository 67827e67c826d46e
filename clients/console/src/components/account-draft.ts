// What people edit of an account, with owners and labels as text.
import { PUBLIC_TEAM } from '../api/teams.ts';
import type { Role, User } from '../api/types.ts';

export interface AccountDraft {
  readonly name: string;
  readonly role: Role;
  readonly teams: readonly string[];
  /** User IDs with commas or spaces between them. */
  readonly owners: string;
  readonly purpose: string;
  /** A label on each line, as `key=value` or `key`. */
  readonly labels: string;
}

export const EMPTY_ACCOUNT: AccountDraft = {
  name: '',
  role: 'Member',
  teams: [],
  owners: '',
  purpose: '',
  labels: '',
};

export const toDraft = ({ name, role, teams, owners, purpose, labels }: User): AccountDraft => ({
  name,
  role,
  teams: teams.filter((team) => team !== PUBLIC_TEAM),
  owners: owners.join(', '),
  purpose: purpose ?? '',
  labels: Object.entries(labels)
    .map(([key, value]) => (value === '' ? key : `${key}=${value}`))
    .join('\n'),
});

type Fields = ReturnType<typeof toFields>;

/** The fields as the API takes them. */
export const toFields = ({ name, role, teams, owners, purpose, labels }: AccountDraft) => ({
  name: name.trim(),
  role,
  teams: [...teams],
  owners: owners.split(/[\s,]+/).filter((userId) => userId !== ''),
  purpose: purpose.trim(),
  labels: toLabels(labels),
});

/** The fields that differ, so that what another Admin changes meanwhile in the others is kept. */
export function changedFields(before: AccountDraft, after: AccountDraft): Partial<Fields> {
  const fields = toFields(after);
  const changed = (Object.keys(fields) as (keyof Fields)[]).filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  );
  return Object.fromEntries(changed.map((name) => [name, fields[name]]));
}

/** Of a key that occurs twice, the last value counts. */
function toLabels(text: string): Record<string, string> {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return Object.fromEntries(
    lines.map((line) => {
      const [key = '', ...value] = line.split('=');
      return [key.trim(), value.join('=').trim()];
    }),
  );
}
