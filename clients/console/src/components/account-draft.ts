// What people edit of an account, with labels as text.
import { type FieldError, requireValid } from '../api/problem.ts';
import { PUBLIC_TEAM } from '../api/teams.ts';
import type { Role, User } from '../api/types.ts';

export interface AccountDraft {
  readonly name: string;
  readonly role: Role;
  readonly teams: readonly string[];
  /** User IDs. */
  readonly owners: readonly string[];
  readonly purpose: string;
  /** A label on each line, as `key=value` or `key`. */
  readonly labels: string;
}

export const EMPTY_ACCOUNT: AccountDraft = {
  name: '',
  role: 'Member',
  teams: [],
  owners: [],
  purpose: '',
  labels: '',
};

export const toDraft = ({ name, role, teams, owners, purpose, labels }: User): AccountDraft => ({
  name,
  role,
  teams: teams.filter((team) => team !== PUBLIC_TEAM),
  owners,
  purpose: purpose ?? '',
  labels: Object.entries(labels)
    .map(([key, value]) => (value === '' ? key : `${key}=${value}`))
    .join('\n'),
});

type Fields = ReturnType<typeof toFields>;

/** The fields as the API takes them. @throws ApiProblem for labels with the same key. */
export function toFields(draft: AccountDraft) {
  requireValid(labelErrors(draft));
  const { name, role, teams, owners, purpose, labels } = draft;
  return {
    name: name.trim(),
    role,
    teams: [...teams],
    owners: [...owners],
    purpose: purpose.trim(),
    labels: Object.fromEntries(toLabels(labels)),
  };
}

/** Labels with the same key. */
export function labelErrors({ labels }: AccountDraft): FieldError[] {
  const keys = toLabels(labels).map(([key]) => key);
  const repeated = new Set(keys.filter((key, index) => keys.indexOf(key) !== index));
  return [...repeated].map((key) => ({ path: 'labels', message: `has the key ${key} more than once` }));
}

export function isChanged(before: AccountDraft, after: AccountDraft): boolean {
  return changedNames(before, after).length > 0;
}

/**
 * The fields that differ, so that what another Admin changes meanwhile in the others is kept.
 *
 * @throws ApiProblem for labels with the same key.
 */
export function changedFields(before: AccountDraft, after: AccountDraft): Partial<Fields> {
  const fields = toFields(after);
  return Object.fromEntries(changedNames(before, after).map((name) => [name, fields[name]]));
}

function changedNames(before: AccountDraft, after: AccountDraft): (keyof AccountDraft)[] {
  const names = Object.keys(after) as (keyof AccountDraft)[];
  return names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
}

function toLabels(text: string): [string, string][] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => {
    const [key = '', ...value] = line.split('=');
    return [key.trim(), value.join('=').trim()];
  });
}
