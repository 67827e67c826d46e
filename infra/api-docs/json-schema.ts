// JSON Schema (draft 2020-12, as OpenAPI 3.1 has it) of what is sent and what is answered.
import * as z from 'zod/mini';

export type JsonSchema = z.core.JSONSchema.BaseSchema;

/**
 * What a client sends: a body, or a query string of numbers and flags as OpenAPI sees it.
 *
 * @param descriptions - Of its fields.
 */
export function sentSchema(schema: z.ZodMiniType, descriptions: Readonly<Record<string, string>> = {}): JsonSchema {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', override: tidy });
  for (const [name, description] of Object.entries(descriptions)) {
    const field = json.properties?.[name];
    if (typeof field !== 'object') throw new Error(`There is no field ${name} to describe`);
    field.description = description;
  }
  return json;
}

/** What is answered: the schemas by their names, which refer to each other. */
export function answeredSchemas(schemas: Readonly<Record<string, z.ZodMiniType>>): Record<string, JsonSchema> {
  const registry = z.registry<{ id: string }>();
  // Not every loader sorts the names of a module.
  for (const [id, schema] of Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1))) registry.add(schema, { id });
  const components = z.toJSONSchema(registry, { uri: refTo, override: tidy }).schemas;
  const named = Object.entries(components).map(([id, { $schema: _, $id: __, ...component }]) => [id, component]);
  return Object.fromEntries(named);
}

/** The `$ref` to a schema of the components. */
export function refTo(name: string): string {
  return `#/components/schemas/${name}`;
}

function tidy({ zodSchema, jsonSchema }: { zodSchema: z.core.$ZodTypes; jsonSchema: JsonSchema }): void {
  const { def } = zodSchema._zod;
  // What arrives as text and is read as a number or a flag is a number or a flag to a client.
  if (def.type === 'pipe') becomes(jsonSchema, z.toJSONSchema(def.out, { unrepresentable: 'any' }));
  if (def.type === 'default') jsonSchema.default = def.defaultValue;
  // The format says it, in fewer words.
  if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  // A matter of TypeScript; to JSON Schema it means something else.
  delete jsonSchema.readOnly;
}

function becomes(jsonSchema: JsonSchema, { $schema: _, ...read }: JsonSchema): void {
  if (read.type === undefined) return;
  for (const keyword of Object.keys(jsonSchema)) delete jsonSchema[keyword];
  Object.assign(jsonSchema, read);
}
