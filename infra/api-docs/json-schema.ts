// JSON Schema (draft 2020-12, the dialect of OpenAPI 3.1) of requests and responses, made from their zod schemas.
import * as z from 'zod/mini';
import type { JsonSchema } from './types.ts';

type Override = NonNullable<Parameters<typeof z.toJSONSchema>[1]>['override'];
type Adapted = Parameters<NonNullable<Override>>[0];

/**
 * The schema of a body or of a query string. It is closed: the server rejects unknown fields.
 *
 * @param descriptions - By the paths of the fields, such as `token.name`.
 * @throws Error if a description is for a field that the schema does not have.
 */
export function requestSchema(schema: z.ZodMiniType, descriptions: Readonly<Record<string, string>> = {}): JsonSchema {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', override: adapt });
  for (const [path, description] of Object.entries(descriptions)) {
    const field = path.split('.').reduce(propertyOf, json);
    if (field === undefined) throw new Error(`There is no field ${path} to describe`);
    field.description = description;
  }
  return json;
}

/** A property of an object, or of the objects that a union or an array contains. */
function propertyOf(schema: JsonSchema | undefined, name: string): JsonSchema | undefined {
  if (schema === undefined) return undefined;
  const { properties = {}, anyOf = [], items } = schema;
  const inside = [...anyOf, items] as (JsonSchema | undefined)[];
  return (properties[name] as JsonSchema | undefined) ?? inside.map((part) => propertyOf(part, name)).find(Boolean);
}

/** The schemas of responses, by their names. They refer to each other, and are open: later versions may add fields. */
export function responseSchemas(schemas: Readonly<Record<string, z.ZodMiniType>>): Record<string, JsonSchema> {
  const registry = z.registry<{ id: string }>();
  // The order of the exports of a module depends on the loader.
  for (const [id, schema] of Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1))) registry.add(schema, { id });
  const override: Override = (adapted) => {
    adapt(adapted);
    open(adapted.jsonSchema);
  };
  const components = z.toJSONSchema(registry, { uri: refTo, override }).schemas;
  const named = Object.entries(components).map(([id, { $schema: _, $id: __, ...component }]) => [id, component]);
  return Object.fromEntries(named);
}

/** The descriptions of the fields of a response, for a request that has the same fields. */
export function descriptionsOf({ shape }: z.ZodMiniObject): Record<string, string> {
  return Object.fromEntries(
    Object.entries(shape).map(([name, field]) => [name, z.globalRegistry.get(field)?.description ?? '']),
  );
}

/** The `$ref` of a response schema. */
export function refTo(name: string): string {
  return `#/components/schemas/${name}`;
}

/** The schema of a string with known values, to which later versions may add others. */
export function extensibleEnum(values: readonly string[], description: string): JsonSchema {
  const known = values.map((value) => `\`${value}\``).join(', ');
  return { type: 'string', description: `${description} Known values: ${known}.`, 'x-extensible-enum': values };
}

function adapt({ zodSchema, jsonSchema }: Adapted): void {
  const { def } = zodSchema._zod;
  // A number or a flag in a query string arrives as text, but to a client it is a number or a flag.
  if (def.type === 'pipe') replace(jsonSchema, z.toJSONSchema(def.out, { unrepresentable: 'any', override: adapt }));
  if (def.type === 'default') jsonSchema.default = def.defaultValue;
  // The format implies the pattern.
  if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
  makePortable(jsonSchema);
  // It expresses a TypeScript type. In JSON Schema it has another meaning.
  delete jsonSchema.readOnly;
}

function replace(jsonSchema: JsonSchema, { $schema: _, ...replacement }: JsonSchema): void {
  if (replacement.type === undefined) return;
  for (const keyword of Object.keys(jsonSchema)) delete jsonSchema[keyword];
  Object.assign(jsonSchema, replacement);
}

const INT32_MAX = 2 ** 31 - 1;

/** Leaves only what generators and validators of all languages understand. */
function makePortable(jsonSchema: JsonSchema): void {
  const { type, pattern, minimum, maximum } = jsonSchema;
  if (type === 'integer' && !(maximum !== undefined && maximum <= INT32_MAX)) jsonSchema.format = 'int64';
  if (minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  // Unicode classes and lookbehinds do not compile everywhere. Control characters are the part that can be said without them.
  if (pattern !== undefined && /\\p\{|\(\?</.test(pattern)) {
    if (pattern.includes('\\p{Cc}')) jsonSchema.pattern = '^[^\\x00-\\x1F\\x7F-\\x9F]*$';
    else delete jsonSchema.pattern;
  }
}

function open(jsonSchema: JsonSchema): void {
  if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
  const known = jsonSchema['x-extensible-enum'];
  if (known === undefined) return;
  delete jsonSchema.enum;
  Object.assign(jsonSchema, extensibleEnum(known as string[], jsonSchema.description ?? ''));
}
