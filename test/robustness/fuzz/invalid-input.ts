// Input that does not fit a schema, made from the schema itself: fitting values with something wrong in one place, and text that
// is no JSON at all.
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';

export interface JsonSchema {
  readonly type?: string;
  readonly anyOf?: readonly JsonSchema[];
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly pattern?: string;
  readonly format?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** Values that were trouble somewhere. */
const NASTY_TEXTS = [
  '',
  ' ',
  '\u0000',
  '\ud800',
  '\u202e\u200b',
  'null',
  '-1',
  '1e9',
  '99999999999999999999',
  '../../etc/passwd',
  "' OR 1=1 --",
  '{{7*7}}',
  '<script>',
  '*',
  'x'.repeat(9000),
  '𝒳'.repeat(300),
];
const NASTY_VALUES: readonly unknown[] = [
  ...NASTY_TEXTS,
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e308,
  2 ** 53,
  366,
  [],
  [[]],
  [null],
  {},
  { $ne: null },
  { toString: 1 },
  Array(500).fill('x'),
];
const NASTY_NAMES = ['__proto__', 'constructor', 'toString', 'id', 'user_id ', 'Role', 'is_admin', '$where', '', '𝒳'];

/** A body that no JSON schema has to look at, or that must not fit the schema. */
export type SpoiledBody = { readonly text: string; readonly isJson: boolean };

/** Bodies to be refused. What fits by chance is left out. */
export function spoiledBodies(schema: JsonSchema): fc.Arbitrary<SpoiledBody> {
  const fits = validator(schema);
  const spoiled = fc
    .tuple(fitting(schema), fc.nat(), fc.constantFrom(...NASTY_VALUES), fc.constantFrom(...NASTY_NAMES), fc.nat(3))
    .map(([value, place, nasty, name, kind]) => spoil(value, place, nasty, name, kind))
    .filter((value) => !fits(value))
    .map((value) => ({ text: textOf(value), isJson: true }));
  const broken = fc
    .tuple(
      fitting(schema),
      fc.nat(),
      fc.constantFrom('', '\u0000', '}', ',', '"', '// ', 'NaN', '\ufeff\ufeff', '['.repeat(5000)),
    )
    .map(([value, place, inserted]) => {
      const text = textOf(value);
      const at = place % (text.length + 1);
      return {
        text: inserted === '' ? text.slice(0, at) : text.slice(0, at) + inserted + text.slice(at),
        isJson: false,
      };
    })
    .filter(({ text }) => text !== '' && !isJson(text));
  return fc.oneof({ weight: 4, arbitrary: spoiled }, { weight: 1, arbitrary: broken });
}

/** Parameters of a query, or fields of a form, to be refused. */
export function spoiledParameters(schema: JsonSchema): fc.Arbitrary<Record<string, string>> {
  const fits = validator(schema);
  const names = Object.keys(schema.properties ?? {});
  const nasty = fc.oneof(fc.constantFrom(...NASTY_TEXTS), fc.string());
  const unknown = fc.dictionary(fc.oneof(fc.constantFrom(...NASTY_NAMES), fc.string()), nasty, {
    minKeys: 1,
    maxKeys: 3,
  });
  const known =
    names.length === 0 ? unknown : fc.dictionary(fc.constantFrom(...names), nasty, { minKeys: 1, maxKeys: 3 });
  return fc.oneof(unknown, known).filter((parameters) => !fits(parameters));
}

function validator(schema: JsonSchema): (value: unknown) => boolean {
  const ajv = new Ajv2020({ strict: false });
  addFormats.default(ajv);
  return ajv.compile(schema) as (value: unknown) => boolean;
}

function fitting(schema: JsonSchema): fc.Arbitrary<unknown> {
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map(fitting));
  if (schema.enum) return fc.constantFrom(...schema.enum);
  switch (schema.type) {
    case 'object': {
      const fields = Object.entries(schema.properties ?? {}).map(([name, field]) => [name, fitting(field)] as const);
      return fc.record(Object.fromEntries(fields), { requiredKeys: [...(schema.required ?? [])] });
    }
    case 'array':
      return fc.array(fitting(schema.items ?? {}), { minLength: schema.minItems ?? 0, maxLength: 3 });
    case 'string':
      if (schema.format === 'email') return fc.constantFrom('a@example.com', 'b.c@example.org');
      return fc.string({ minLength: schema.minLength ?? 0, maxLength: Math.min(schema.maxLength ?? 20, 20) });
    case 'integer':
      return fc.integer({ min: schema.minimum ?? 0, max: Math.min(schema.maximum ?? 1000, 2 ** 31 - 1) });
    case 'boolean':
      return fc.boolean();
    default:
      return fc.constant(null);
  }
}

/** Replaces, removes, adds or wraps something: in the place that a number points to. */
function spoil(value: unknown, place: number, nasty: unknown, name: string, kind: number): unknown {
  if (typeof value !== 'object' || value === null) return nasty;
  const keys = Object.keys(value);
  const key = keys[place % Math.max(1, keys.length)];
  const copy: Record<string, unknown> | unknown[] = Array.isArray(value) ? [...value] : { ...value };
  const set = (at: string, what: unknown) =>
    Object.defineProperty(copy, at, { value: what, enumerable: true, configurable: true });
  if (key === undefined || kind === 0) return Array.isArray(copy) ? [...copy, nasty] : set(name, nasty);
  if (kind === 1) {
    delete (copy as Record<string, unknown>)[key];
    return copy;
  }
  const inside = (value as Record<string, unknown>)[key];
  return set(key, kind === 2 ? nasty : spoil(inside, Math.floor(place / 7), nasty, name, place % 3));
}

/** Own fields alone, `__proto__` among them. */
function textOf(value: unknown): string {
  return JSON.stringify(value) ?? 'null';
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
