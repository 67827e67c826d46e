// The access set of a call to DynamoDB: the items that it reads or may write, derived from its input. Two calls are independent when
// neither writes an item that the other one accesses.
import type { Key } from '../../../shared/storage/keys.ts';
import type { Item } from '../../support/invariants.ts';

/** An item that a call reads or may write. */
export interface Access {
  readonly key: Key;
  readonly writes: boolean;
  /** Whether the id of the item was drawn for this call, so that no other call accesses it. */
  readonly isPrivate?: true;
}

type Input = Readonly<Record<string, unknown>>;

/** @throws Error for a command of which it does not know what it accesses. */
export function accessSetOf(commandName: string, given: object): Access[] {
  const input = given as Input;
  switch (commandName) {
    case 'GetItemCommand':
      return [{ key: keyIn(input.Key), writes: false }];
    case 'UpdateItemCommand':
      return [{ key: keyIn(input.Key), writes: true }];
    case 'BatchGetItemCommand':
      return Object.values(input.RequestItems as Record<string, { Keys: unknown[] }>)
        .flatMap(({ Keys }) => Keys)
        .map((key) => ({ key: keyIn(key), writes: false }));
    case 'TransactWriteItemsCommand':
      return (input.TransactItems as Record<string, Input>[])
        .flatMap((item) => Object.values(item))
        .map(({ Item, Key }) => ({
          key: keyIn(Item ?? Key),
          writes: true,
          ...(/^(AUDIT_LOG$|SESSION#)/.test(String((Item as Input)?.pk)) && { isPrivate: true }),
        }));
    default:
      throw new Error(`The accesses of ${commandName} are unknown.`);
  }
}

function keyIn(item: unknown): Key {
  const { pk, sk } = item as Key;
  return { pk, sk };
}

export function textOf({ pk, sk }: Key | Item): string {
  return `${pk}/${sk}`;
}

function shared({ isPrivate }: Access): boolean {
  return isPrivate !== true;
}

/** Whether the order of the two calls can matter. */
export function conflict(one: readonly Access[], other: readonly Access[]): boolean {
  return one.some(
    (a) => shared(a) && other.some((b) => (a.writes || b.writes) && a.key.pk === b.key.pk && a.key.sk === b.key.sk),
  );
}

/** The same text for the same calls of two runs. */
export function fingerprint(accesses: readonly Access[]): string {
  return accesses
    .filter(shared)
    .map(({ key, writes }) => `${textOf(key)}${writes ? '!' : ''}`)
    .sort()
    .join(' ');
}
