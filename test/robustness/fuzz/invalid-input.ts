// Invalid input, generated from a schema: valid values with one error, and text that is not JSON.
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

/** Values that are known to cause errors. */
const HARMFUL_TEXTS = [
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
const HARMFUL_VALUES: readonly unknown[] = [
  ...HARMFUL_TEXTS,
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
const HARMFUL_NAMES = ['__proto__', 'constructor', 'toString', 'id', 'user_id ', 'Role', 'is_admin', '$where', '', '𝒳'];

/** A body that is not JSON, or that violates the schema. */
export type InvalidBody = { readonly text: string; readonly isJson: boolean };

/** Bodies that must be rejected. Values that are valid by chance are left out. */
export function invalidBodies(schema: JsonSchema): fc.Arbitrary<InvalidBody> {
  const isValid = validator(schema);
  const invalid = fc
    .tuple(valid(schema), fc.nat(), fc.constantFrom(...HARMFUL_VALUES), fc.constantFrom(...HARMFUL_NAMES), fc.nat(3))
    .map(([value, place, harmful, name, kind]) => corrupt(value, place, harmful, name, kind))
    .filter((value) => !isValid(value))
    .map((value) => ({ text: textOf(value), isJson: true }));
  const broken = fc
    .tuple(
      valid(schema),
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
  return fc.oneof({ weight: 4, arbitrary: invalid }, { weight: 1, arbitrary: broken });
}

/** Query parameters or form fields that must be rejected. */
export function invalidParameters(schema: JsonSchema): fc.Arbitrary<Record<string, string>> {
  const isValid = validator(schema);
  const names = Object.keys(schema.properties ?? {});
  const harmful = fc.oneof(fc.constantFrom(...HARMFUL_TEXTS), fc.string());
  const unknown = fc.dictionary(fc.oneof(fc.constantFrom(...HARMFUL_NAMES), fc.string()), harmful, {
    minKeys: 1,
    maxKeys: 3,
  });
  const known =
    names.length === 0 ? unknown : fc.dictionary(fc.constantFrom(...names), harmful, { minKeys: 1, maxKeys: 3 });
  return fc.oneof(unknown, known).filter((parameters) => !isValid(parameters));
}

function validator(schema: JsonSchema): (value: unknown) => boolean {
  const ajv = new Ajv2020({ strict: false });
  addFormats.default(ajv);
  return ajv.compile(schema) as (value: unknown) => boolean;
}

function valid(schema: JsonSchema): fc.Arbitrary<unknown> {
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map(valid));
  if (schema.enum) return fc.constantFrom(...schema.enum);
  switch (schema.type) {
    case 'object': {
      const fields = Object.entries(schema.properties ?? {}).map(([name, field]) => [name, valid(field)] as const);
      return fc.record(Object.fromEntries(fields), { requiredKeys: [...(schema.required ?? [])] });
    }
    case 'array':
      return fc.array(valid(schema.items ?? {}), { minLength: schema.minItems ?? 0, maxLength: 3 });
    case 'string':
      if (schema.format === 'email') return fc.constantFrom('a@example.com', 'b.c@example.org');
      return fc.string(lengthOf(schema));
    case 'integer':
      return fc.integer({ min: schema.minimum ?? 0, max: Math.min(schema.maximum ?? 1000, 2 ** 31 - 1) });
    case 'boolean':
      return fc.boolean();
    default:
      return fc.constant(null);
  }
}

/** Short, if the schema allows it. */
function lengthOf({ minLength = 0, maxLength = SHORT }: JsonSchema): fc.StringConstraints {
  return { minLength, maxLength: Math.max(minLength, Math.min(maxLength, SHORT)) };
}

const SHORT = 20;

/** Replaces, removes or adds a value at the place that the number selects. */
function corrupt(value: unknown, place: number, harmful: unknown, name: string, kind: number): unknown {
  if (typeof value !== 'object' || value === null) return harmful;
  const keys = Object.keys(value);
  const key = keys[place % Math.max(1, keys.length)];
  const copy: Record<string, unknown> | unknown[] = Array.isArray(value) ? [...value] : { ...value };
  const set = (at: string, what: unknown) =>
    Object.defineProperty(copy, at, { value: what, enumerable: true, configurable: true });
  if (key === undefined || kind === 0) return Array.isArray(copy) ? [...copy, harmful] : set(name, harmful);
  if (kind === 1) {
    delete (copy as Record<string, unknown>)[key];
    return copy;
  }
  const inside = (value as Record<string, unknown>)[key];
  return set(key, kind === 2 ? harmful : corrupt(inside, Math.floor(place / 7), harmful, name, place % 3));
}

/** JSON of the own fields, which include `__proto__`. */
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
