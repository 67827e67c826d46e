// Describes JSON Schema in words, for the reference page.
import { code, linkTo } from './markdown.ts';
import type { JsonSchema } from './types.ts';

/** Returns Markdown, such as `string, 1-255 characters` or `list of Token`. */
export function schemaText(schema: JsonSchema): string {
  if (schema.$ref !== undefined) return linkTo(schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1));
  const text = constText(schema) ?? choiceText(schema) ?? typeText(schema);
  return schema.default === undefined ? text : `${text}; default ${literal(schema.default)}`;
}

function constText({ const: value, enum: values }: JsonSchema): string | undefined {
  if (value !== undefined) return literal(value);
  return values?.map(literal).join(', ');
}

function choiceText({ anyOf }: JsonSchema): string | undefined {
  return anyOf?.map((one) => schemaText(one as JsonSchema)).join(' or ');
}

function typeText(schema: JsonSchema): string {
  const { type = 'anything', items, format, properties, additionalProperties } = schema;
  if (Array.isArray(type)) return type.map((one) => schemaText({ ...schema, type: one })).join(' or ');
  if (type === 'array') return `list of ${schemaText(items as JsonSchema)}`;
  if (type === 'integer') return `integer${span(schema.minimum, schema.maximum)}`;
  if (type === 'object' && properties) return `object (${Object.keys(properties).map(literal).join(', ')})`;
  if (type === 'object' && additionalProperties) return `object of ${schemaText(additionalProperties as JsonSchema)}`;
  if (type === 'string') return FORMATS[format ?? ''] ?? `string${characters(schema)}`;
  return String(type);
}

const FORMATS: Readonly<Record<string, string>> = { 'date-time': 'time', date: 'date', email: 'e-mail' };

function span(from: number | undefined, to: number | undefined): string {
  if (from === undefined || to === undefined || to > 1e9) return '';
  return ` ${from}-${to}`;
}

function characters({ minLength = 0, maxLength }: JsonSchema): string {
  return maxLength === undefined ? '' : `, ${minLength}-${maxLength} characters`;
}

function literal(value: unknown): string {
  return code(typeof value === 'string' && value !== '' ? value : JSON.stringify(value));
}
