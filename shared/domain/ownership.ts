// Who is responsible for a Service User, what it is for, and what manages it. People have none of it. The `user_id` of an owner is stored: it is
// unique for ever and never changes (R4). A change of the owner's account has no effect on this one (R2).
import * as errors from './errors.ts';
import type { Policy } from './policy.ts';
import { named } from './quote.ts';
import type { User } from './user.ts';

export interface Ownership {
  /** The `user_id`s of people, each once. */
  readonly owners: readonly string[];
  /** Null when it is not stated; never an empty text. */
  readonly purpose: string | null;
  /** By the key, in the order of the keys. */
  readonly labels: Readonly<Record<string, string>>;
  /** The tool that manages the account, such as a file in git; null for people. It informs, and restricts nothing. */
  readonly managed_by: string | null;
}

export const MAX_OWNERS = 5;
export const MAX_LABELS = 20;
export const MAX_PURPOSE_LENGTH = 500;
export const MAX_MANAGED_BY_LENGTH = 100;
/** The form of the key of a label. */
export const LABEL_KEY = /^[A-Za-z0-9][A-Za-z0-9._/-]{0,62}$/;

export const NO_OWNERSHIP: Ownership = { owners: [], purpose: null, labels: {}, managed_by: null };

/** The fields that are not empty; none for a person. */
export function statedOwnership({ owners, purpose, labels, managed_by }: Ownership): Partial<Ownership> {
  return {
    ...(owners.length > 0 && { owners }),
    ...(purpose !== null && { purpose }),
    ...(Object.keys(labels).length > 0 && { labels }),
    ...(managed_by !== null && { managed_by }),
  };
}

/** An account that a request names as an owner. */
type NamedOwner = Pick<User, 'user_id' | 'user_type' | 'deleted_at'>;

export interface OwnershipChanges {
  readonly owners?: readonly NamedOwner[] | undefined;
  readonly purpose?: string | null | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  readonly managed_by?: string | null | undefined;
}

/**
 * Applies the changes. An owner who was deactivated meanwhile may stay in the list, but is not added to it.
 *
 * @throws DomainError `validation_failed` that names each added owner who is not a person or is deactivated.
 */
export function changeOwnership(before: Ownership, changes: OwnershipChanges): Ownership {
  const { owners, purpose = before.purpose, labels = before.labels, managed_by = before.managed_by } = changes;
  if (owners) assertOwners(before.owners, owners);
  const userIds = owners?.map(({ user_id }) => user_id);
  return {
    owners: userIds ?? before.owners,
    purpose: purpose || null,
    labels: sortLabels(labels),
    managed_by: managed_by || null,
  };
}

function assertOwners(before: readonly string[], owners: readonly NamedOwner[]): void {
  const rejected = owners.flatMap((owner, index) => {
    const message = before.includes(owner.user_id) ? undefined : reasonAgainst(owner);
    return message === undefined ? [] : [{ path: `owners.${index}`, message }];
  });
  if (rejected.length > 0) throw errors.invalidRequest(rejected);
}

function reasonAgainst({ user_id, user_type, deleted_at }: NamedOwner): string | undefined {
  if (user_type !== 'Human') return `the account ${named(user_id)} is a Service User: name a person`;
  return deleted_at === null ? undefined : `the person ${named(user_id)} is deactivated: name an active one`;
}

/**
 * Asserts what the policy requires of a new or reactivated Service User. For an update, only the fields that the request
 * has are checked, so that a stricter policy does not block other changes.
 *
 * @throws DomainError `owner_required`, `purpose_required`.
 */
export function assertOwnershipAllowed(
  policy: Policy,
  { owners, purpose }: Ownership,
  checked: { readonly owners: boolean; readonly purpose: boolean } = { owners: true, purpose: true },
): void {
  if (policy.owner_required && checked.owners && owners.length === 0) throw errors.ownerRequired();
  if (policy.purpose_required && checked.purpose && purpose === null) throw errors.purposeRequired();
}

/** Parses a label in a filter: `key`, `key=value` or `key:value`. Neither `=` nor `:` is part of a key. */
export function parseLabel(text: string): LabelFilter {
  const [, key = '', , value] = /^([^=:]*)(?:([=:])(.*))?$/s.exec(text) ?? [];
  return { key, value };
}

export interface LabelFilter {
  readonly key: string;
  /** Undefined selects every value. */
  readonly value: string | undefined;
}

export function hasLabel({ labels }: Ownership, { key, value }: LabelFilter): boolean {
  return Object.hasOwn(labels, key) && (value === undefined || labels[key] === value);
}

/** Returns the labels in the order of the keys. A map of the table has no order. */
export function sortLabels(labels: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}
