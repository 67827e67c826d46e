// Evaluates the IAM permissions of the functions on the table as IAM does, because DynamoDB Local allows every call. AWS does
// not document the condition keys of a transaction, so a call must be allowed under each evaluation that is possible.
import { z } from 'zod';
import type { Template } from '../../../infra/local/template/assembly.ts';

/** One request for a permission, with the values of its condition keys. */
export interface Request {
  /** `dynamodb:PutItem` */
  readonly action: string;
  /** The index that it reads; undefined for the table. */
  readonly index: string | undefined;
  /** `dynamodb:LeadingKeys` */
  readonly partitions: readonly string[] | undefined;
  /** `dynamodb:Attributes`, of an update. */
  readonly attributes: readonly string[] | undefined;
}

const Statement = z.object({
  Action: z.union([z.string(), z.array(z.string())]),
  Resource: z.unknown(),
  Condition: z
    .strictObject({
      'ForAllValues:StringLike': z.strictObject({ 'dynamodb:LeadingKeys': z.array(z.string()) }).optional(),
      'ForAllValues:StringEquals': z.strictObject({ 'dynamodb:Attributes': z.array(z.string()) }).optional(),
    })
    .default({}),
});
export type Statement = z.infer<typeof Statement>;

const Role = z.object({
  Policies: z.array(z.object({ PolicyDocument: z.object({ Statement: z.array(z.unknown()) }) })),
});

const LambdaFunction = z.object({ Role: z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.literal('Arn')]) }) });

/** The statements about DynamoDB that the role of a function has, by the function's logical id. */
export function statementsOf({ Resources }: Template, logicalId: string): Statement[] {
  const [role] = LambdaFunction.parse(Resources[logicalId]?.Properties).Role['Fn::GetAtt'];
  return Role.parse(Resources[role]?.Properties)
    .Policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
    .filter((statement) => JSON.stringify(statement).includes('"dynamodb:'))
    .map((statement) => Statement.parse(statement));
}

/**
 * Whether the statement allows the request. A request that no statement allows is denied. `ForAllValues` matches a request
 * without the condition key.
 */
export function allows({ Action, Resource, Condition }: Statement, request: Request): boolean {
  const { 'ForAllValues:StringLike': keys, 'ForAllValues:StringEquals': names } = Condition;
  const [partitions, attributes] = [keys?.['dynamodb:LeadingKeys'], names?.['dynamodb:Attributes']];
  const indexes = [...JSON.stringify(Resource).matchAll(/\/index\/([\w-]+)/g)].map(([, index]) => index);
  return (
    [Action].flat().includes(request.action) &&
    (request.index === undefined ? indexes.length === 0 : indexes.includes(request.index)) &&
    (partitions === undefined ||
      request.partitions === undefined ||
      request.partitions.every((key) => partitions.some((pattern) => isLike(key, pattern)))) &&
    (attributes === undefined ||
      request.attributes === undefined ||
      request.attributes.every((name) => attributes.includes(name)))
  );
}

/** `StringLike`, for patterns with at most one asterisk at the end. */
function isLike(value: string, pattern: string): boolean {
  return pattern.endsWith('*') ? value.startsWith(pattern.slice(0, -1)) : value === pattern;
}

type Input = Readonly<Record<string, unknown>>;

/**
 * The requests that IAM may evaluate for a command: one for each item, one for all items with the same action, and one
 * without condition keys. All of them must be allowed.
 *
 * @throws Error for a command whose permissions are unknown.
 */
export function requestsOf(commandName: string, input: object): Request[] {
  const perItem = itemRequestsOf(commandName, input);
  const perAction = [...Map.groupBy(perItem, ({ action }) => action).values()].map(aggregated);
  const withoutKeys = perAction.map((one) => ({ ...one, partitions: undefined, attributes: undefined }));
  return [...perItem, ...(perItem.length > perAction.length ? perAction : []), ...withoutKeys];
}

function aggregated(requests: readonly Request[]): Request {
  const values = (of: (request: Request) => readonly string[] | undefined) => [
    ...new Set(requests.flatMap((request) => of(request) ?? [])),
  ];
  const { action = '', index } = requests[0] ?? {};
  const [partitions, attributes] = [values((one) => one.partitions), values((one) => one.attributes)];
  return { action, index, partitions, attributes };
}

function itemRequestsOf(commandName: string, given: object): Request[] {
  const input = given as Input;
  switch (commandName) {
    case 'BatchGetItemCommand': {
      const keys = Object.values(input.RequestItems as Record<string, { Keys: unknown[] }>).flatMap(({ Keys }) => Keys);
      return [request('BatchGetItem', keys)];
    }
    case 'QueryCommand':
      return [queryOf(input)];
    case 'TransactWriteItemsCommand':
      return (input.TransactItems as Record<string, Input>[])
        .flatMap((item) => Object.entries(item))
        .map(([kind, item]) => request(`${kind}Item`, [item.Item ?? item.Key], item));
    case 'GetItemCommand':
    case 'UpdateItemCommand':
    case 'PutItemCommand':
    case 'DeleteItemCommand':
      return [request(commandName.replace('Command', ''), [input.Item ?? input.Key], input)];
    default:
      throw new Error(`The permissions of ${commandName} are unknown.`);
  }
}

function request(action: string, keys: readonly unknown[], input: Input = {}): Request {
  return {
    action: `dynamodb:${action}`,
    index: undefined,
    partitions: keys.map((key) => (key as { pk: string }).pk),
    attributes: action === 'UpdateItem' ? ['pk', 'sk', ...namedIn(input)] : [],
  };
}

function queryOf(input: Input): Request {
  const { IndexName, KeyConditionExpression, ExpressionAttributeValues: values = {} } = input;
  const [, partition = ''] = /^\S+ = (:\w+)/.exec(KeyConditionExpression as string) ?? [];
  const index = IndexName as string | undefined;
  return { ...request('Query', [{ pk: (values as Input)[partition] }]), index };
}

const WORDS =
  /^(SET|REMOVE|ADD|DELETE|AND|OR|NOT|BETWEEN|IN|size|contains|begins_with|if_not_exists|list_append)$|^attribute_/;

/** The attributes in the expressions of an update. */
function namedIn({ UpdateExpression = '', ConditionExpression = '', ExpressionAttributeNames = {} }: Input): string[] {
  const names = ExpressionAttributeNames as Readonly<Record<string, string>>;
  const paths = `${UpdateExpression} ${ConditionExpression}`.match(/(?<![.\w#:])#?[a-z_]\w*/gi) ?? [];
  return paths.filter((path) => !WORDS.test(path)).map((path) => names[path] ?? path);
}
