// Checks a template against the resource specification of CloudFormation, which the CDK CLI contains for `cdk diff`.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

type PropertyType =
  | { readonly type: 'string'; readonly allowedValues?: readonly string[] }
  | { readonly type: 'integer'; readonly allowedValues?: readonly number[] }
  | { readonly type: 'number' | 'boolean' | 'json' | 'tag' | 'date-time' }
  | { readonly type: 'array' | 'map'; readonly element: PropertyType }
  | { readonly type: 'ref'; readonly reference: { readonly $ref: string } }
  | { readonly type: 'union'; readonly types: readonly PropertyType[] };

type Properties = Readonly<Record<string, { readonly type: PropertyType; readonly required?: boolean }>>;

interface Entity {
  readonly $id: string;
  readonly cloudFormationType?: string;
  readonly properties: Properties;
}

const FILE = new URL('../../../node_modules/aws-cdk/db.json.gz', import.meta.url);
const { schema } = JSON.parse(gunzipSync(readFileSync(FILE)).toString()) as {
  readonly schema: Readonly<Record<'resource' | 'typeDefinition', { readonly entities: readonly Entity[] }>>;
};
const resourceTypes = new Map(schema.resource.entities.map((one) => [one.cloudFormationType, one.properties]));
const definitions = new Map(schema.typeDefinition.entities.map(({ $id, properties }) => [$id, properties]));

export interface ResourceInTemplate {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

/** What the specification does not allow: unknown types and properties, missing properties, and wrong values. */
export function specificationErrors(resources: Readonly<Record<string, ResourceInTemplate>>): string[] {
  return Object.entries(resources).flatMap(([logicalId, { Type, Properties = {} }]) => {
    if (Type.startsWith('Custom::')) return [];
    const specified = resourceTypes.get(Type);
    if (specified === undefined) return [`${logicalId}: the resource type ${Type} is unknown`];
    return propertyErrors(Properties, specified).map((error) => `${logicalId} (${Type})${error}`);
  });
}

function propertyErrors(given: Readonly<Record<string, unknown>>, specified: Properties): string[] {
  const missing = Object.entries(specified).filter(([name, { required }]) => required && given[name] === undefined);
  return [
    ...missing.map(([name]) => `.${name} is missing`),
    ...Object.entries(given).flatMap(([name, value]) => {
      const property = specified[name];
      if (property === undefined) return [`.${name} is unknown`];
      return valueErrors(value, property.type).map((error) => `.${name}${error}`);
    }),
  ];
}

const INTRINSIC = /^(?:Ref|Fn::\w+)$/;

function valueErrors(value: unknown, type: PropertyType): string[] {
  if (isIntrinsic(value) || type.type === 'json') return [];
  switch (type.type) {
    case 'array':
      if (!Array.isArray(value)) return [wrong(value, type)];
      return value.flatMap((item, index) => valueErrors(item, type.element).map((error) => `[${index}]${error}`));
    case 'map':
      if (!isMap(value)) return [wrong(value, type)];
      return Object.entries(value).flatMap(([key, item]) =>
        valueErrors(item, type.element).map((error) => `.${key}${error}`),
      );
    case 'ref':
      return isMap(value) ? propertyErrors(value, definitions.get(type.reference.$ref) ?? {}) : [wrong(value, type)];
    case 'union':
      return type.types.some((one) => valueErrors(value, one).length === 0) ? [] : [wrong(value, type)];
    case 'tag':
      return isMap(value) && 'Key' in value && 'Value' in value ? [] : [wrong(value, type)];
    case 'integer':
      return Number.isInteger(value) && isAllowed(value, type.allowedValues) ? [] : [wrong(value, type)];
    case 'string':
      return typeof value === 'string' && isAllowed(value, type.allowedValues) ? [] : [wrong(value, type)];
    case 'date-time':
      return typeof value === 'string' ? [] : [wrong(value, type)];
    default:
      return typeof value === type.type ? [] : [wrong(value, type)];
  }
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isIntrinsic(value: unknown): boolean {
  return isMap(value) && Object.keys(value).length === 1 && INTRINSIC.test(Object.keys(value)[0] ?? '');
}

function isAllowed(value: unknown, allowed: readonly unknown[] | undefined): boolean {
  return allowed === undefined || allowed.includes(value);
}

function wrong(value: unknown, type: PropertyType): string {
  return ` = ${JSON.stringify(value)} is not a value of the type ${JSON.stringify(type)}`;
}
