// The observed state of one resource: its audited state, and the audit entries about it.
import { GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { parseAuditItem } from '../../../shared/storage/audit-log/audit-item.ts';
import {
  accountKey,
  datastoreKey,
  datastoreNameKey,
  INDEXES,
  type Key,
  policyKey,
  teamKey,
  teamNameKey,
  userIdKey,
} from '../../../shared/storage/keys.ts';
import { auditDiscrepancies, type Item, stateOf } from '../../support/invariants.ts';
import type { SystemUnderTest } from '../support/system-under-test.ts';

/** The key of a resource, and its target in the audit log. */
interface Place {
  readonly key: Key;
  readonly target: string;
}

type Read = (key: Key) => Promise<Item | undefined>;

/** Locates the resource; undefined when it does not exist. */
export type About = (read: Read) => Promise<Place | undefined>;

export interface ObservedState {
  /** Its audited state, without the parts that differ between two runs, and without records of use. */
  readonly state: string;
  /** The actions of its audit entries. */
  readonly actions: readonly string[];
  /** The differences between the state and the audit entries (R12). */
  readonly disagreements: readonly string[];
}

export function account(userId: string): About {
  return async (read) => {
    const guard = await read(userIdKey(userId));
    return guard && { key: accountKey(guard.account_id as number), target: userId };
  };
}

const KEYS = { team: [teamKey, teamNameKey], datastore: [datastoreKey, datastoreNameKey] } as const;

export function existing(kind: keyof typeof KEYS, id: number): About {
  return async () => ({ key: KEYS[kind][0](id), target: `${kind}:${id}` });
}

export function named(kind: keyof typeof KEYS, name: string): About {
  return async (read) => {
    const guard = await read(KEYS[kind][1](name));
    return guard && existing(kind, guard.id as number)(read);
  };
}

export const POLICY: About = async () => ({ key: policyKey, target: 'policy' });

export async function observe(
  { directClient, tableName: TableName }: SystemUnderTest,
  about: About,
): Promise<ObservedState> {
  const read: Read = async (key) =>
    (await directClient.send(new GetCommand({ TableName, Key: { ...key }, ConsistentRead: true }))).Item;
  const place = await about(read);
  if (place === undefined) return { state: 'absent', actions: [], disagreements: [] };
  const { name, partitionKey } = INDEXES.auditTarget;
  const query = new QueryCommand({
    TableName,
    IndexName: name,
    KeyConditionExpression: `${partitionKey} = :target`,
    ExpressionAttributeValues: { ':target': place.target },
  });
  const [item, { Items: entries = [] }] = await Promise.all([read(place.key), directClient.send(query)]);
  const states = item ? stateOf(item) : [];
  return {
    state: masked(states.map(([, changes]) => ({ ...changes, oidc_subject: undefined }))),
    actions: entries.map(({ action }) => action as string).filter((action) => !RECORDED.has(action)),
    disagreements: auditDiscrepancies(states, entries.map(parseAuditItem)),
  };
}

/** Actions that are recorded next to the request, whatever its result. */
const RECORDED = new Set(['user.identity_linked', 'token.retired_secret_used', 'token.superseded_secret_rotation']);

/** As text, without times, numbers, random values, and the order of fields. */
export function masked(value: unknown): string {
  return JSON.stringify(value ?? null, inOrder)
    .replaceAll(/(svc|pat|ses)_\w{50,}/g, '$1_<secret>')
    .replaceAll(/\.\.\.\w{4}"/g, '...<hint>"')
    .replaceAll(/"next_cursor":("[^"]*"|null)/g, '"next_cursor":"<cursor>"')
    .replaceAll(
      /"(last_used|previous_secret_last_used|last_login|retired_secret_used|superseded_secret_rotation)":("[^"]*"|null)/g,
      '"$1":"<recorded>"',
    )
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, '<uuid>')
    .replaceAll(/\d+/g, '#');
}

function inOrder(_: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}
