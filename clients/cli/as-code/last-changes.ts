// Adds to a plan who changed what the file manages, and when. The audit log knows it.
import { type Api, bodyOf, type Schemas } from '../connection/api.ts';
import { ApiProblem } from '../connection/problem.ts';
import type { Change } from './change.ts';
import { readAtOnce } from './read-at-once.ts';

const ENTRIES = 200;

/** @param caller - Its own changes are not named: the file was changed after them. */
export async function withLastChanges(api: Api, caller: string, changes: readonly Change[]): Promise<Change[]> {
  const targets = new Set(changes.flatMap(({ audited }) => (audited ? [audited.target] : [])));
  const entries = new Map<string, readonly Schemas['AuditEntry'][]>();
  await readAtOnce([...targets], async (target) => void entries.set(target, await newestEntries(api, target)));
  return changes.map((change) => {
    const { target = '', fields = [] } = change.audited ?? {};
    const details = change.details.map((detail, index) => {
      const last = entries.get(target)?.find(({ changes }) => Object.hasOwn(changes, fields[index] ?? ''));
      if (last === undefined || last.actor.user_id === caller) return detail;
      return `${detail} (changed by ${last.actor.user_id} at ${last.at})`;
    });
    return { ...change, details };
  });
}

/** Newest first; none without the permission to read the audit log, which a plan does not need. */
async function newestEntries(api: Api, target: string): Promise<readonly Schemas['AuditEntry'][]> {
  const query = { target, size: ENTRIES, format: 'json' as const };
  try {
    const list = await bodyOf(api.GET('/api/audit-log', { params: { query } }));
    // The document has CSV as a second type of the response.
    return (list as Schemas['AuditEntryList']).items;
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 403) return [];
    throw error;
  }
}
