// The differences of an audit entry, field by field, in words.

export interface Difference {
  readonly field: string;
  readonly from: string;
  readonly to: string;
}

type Changes = Readonly<Record<string, { readonly from?: unknown; readonly to?: unknown }>>;

const NONE = '-';
const TIME = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/;
const LOCAL = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'medium' });

/** Names by id, as far as they are known: an entry has only the ids. */
interface Names {
  readonly tokens: ReadonlyMap<string, string>;
  readonly teams: ReadonlyMap<string, string>;
}

export function differences(changes: Changes, names: Names): Difference[] {
  const nameOf = (path: string) => fieldName(path, names.tokens);
  const teamsOf = (ids: unknown) =>
    Array.isArray(ids) ? textOf(ids.map((id) => names.teams.get(String(id)) ?? id)) : textOf(ids);
  return Object.entries(changes)
    .filter(([path]) => !(path === 'team_ids' && 'teams' in changes))
    .flatMap(([path, { from, to }]) => {
      if (path === 'team_ids') return [{ field: 'Teams', from: teamsOf(from), to: teamsOf(to) }];
      if (!isRecord(from) && !isRecord(to)) return [{ field: nameOf(path), from: textOf(from), to: textOf(to) }];
      // An item that was created or deleted, with all its fields.
      const before = isRecord(from) ? from : {};
      const after = isRecord(to) ? to : {};
      return [...new Set([...Object.keys(before), ...Object.keys(after)])]
        .map((name) => ({
          field: nameOf(`${path}.${name}`),
          from: textOf(before[name]),
          to: textOf(after[name]),
        }))
        .filter((difference) => difference.from !== difference.to);
    });
}

/** `tokens.7.revoked_at` reads `Token production: revoked at`, or `Token 7: revoked at` if its name is not known. */
function fieldName(path: string, tokenNames: ReadonlyMap<string, string>): string {
  const [list = '', id, ...rest] = path.split('.');
  if (id === undefined || !/^\d+$/.test(id)) return capitalized(path.replaceAll('_', ' '));
  const item = capitalized(list.replaceAll('_', ' ').replace(/ies$/, 'y').replace(/s$/, ''));
  const name = (list === 'tokens' && tokenNames.get(id)) || id;
  const field = rest.join('.').replaceAll('_', ' ');
  return field === '' ? `${item} ${name}` : `${item} ${name}: ${field}`;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function textOf(value: unknown): string {
  if (value === null || value === undefined || value === '') return NONE;
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  if (typeof value === 'string') return TIME.test(value) ? `${LOCAL.format(new Date(value))} (${value})` : value;
  if (Array.isArray(value)) return value.map(textOf).join(', ') || NONE;
  if (isRecord(value)) {
    return (
      Object.entries(value)
        .map(([key, one]) => `${key}: ${textOf(one)}`)
        .join(', ') || NONE
    );
  }
  return String(value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
