// Reads service-users.yaml. An error names the line.
import { readFileSync } from 'node:fs';
import { isNode, LineCounter, parseDocument } from 'yaml';
import type * as z from 'zod';
import { comparable } from '../commands/named.ts';
import { UsageError } from '../errors.ts';
import { ServiceUsersFile } from './file-schema.ts';
import { userIdOf } from './keys.ts';

/** @throws UsageError when the file cannot be read, or does not match the schema */
export function readServiceUsersFile(path: string): ServiceUsersFile {
  const lines = new LineCounter();
  const document = parseDocument(readText(path), { lineCounter: lines });
  const [syntaxError] = document.errors;
  if (syntaxError) {
    throw new UsageError(
      `${path}:${lines.linePos(syntaxError.pos[0]).line}: ${syntaxError.message.split(' at line ')[0]}`,
    );
  }
  const lineOf = (keys: readonly PropertyKey[]): number => {
    const node = document.getIn(keys, true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
    return keys.length === 0 ? 1 : lineOf(keys.slice(0, -1));
  };
  const fail = (problems: readonly Problem[]): never => {
    throw new UsageError(
      problems.map(({ keys, message }) => `${path}:${lineOf(keys)}: ${nameOf(keys)}${message}`).join('\n'),
    );
  };
  const { data, error } = ServiceUsersFile.safeParse(document.toJS() ?? {});
  if (data === undefined) return fail(error.issues.map(toProblem));
  const repeated = repeatedNames(data);
  return repeated.length > 0 ? fail(repeated) : data;
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${(error as Error).message}`);
  }
}

interface Problem {
  readonly keys: readonly PropertyKey[];
  readonly message: string;
}

const nameOf = (keys: readonly PropertyKey[]) => (keys.length === 0 ? '' : `${keys.join('.')}: `);
const toProblem = ({ path, message }: z.core.$ZodIssue): Problem => ({ keys: path, message });

/** What has the same key as something before it. */
function repeatedNames({ teams = [], datastores = [], service_users: users = [] }: ServiceUsersFile): Problem[] {
  const nameKey = ({ name }: { name: string }) => comparable(name);
  return [
    ...repeated(['teams'], teams.map(nameKey)),
    ...repeated(['datastores'], datastores.map(nameKey)),
    ...repeated(['service_users'], users.map(userIdOf)),
    ...users.flatMap(({ federation_policies: policies = [], tokens = [] }, index) => [
      ...repeated(['service_users', index, 'federation_policies'], policies.map(nameKey)),
      ...repeated(['service_users', index, 'tokens'], tokens.map(nameKey)),
    ]),
  ];
}

function repeated(keys: readonly PropertyKey[], names: readonly string[]): Problem[] {
  return names.flatMap((name, index) =>
    names.indexOf(name) < index ? [{ keys: [...keys, index], message: `${name} is in the file twice` }] : [],
  );
}
