// Resolves the intrinsic functions of CloudFormation that the stack uses. Others are rejected by name.
import { z } from 'zod';
import { RunnerError } from '../runner-error.ts';

/** Resolves the names in a template. */
export interface References {
  /** `Ref`: a pseudo parameter or the physical id of a resource. `undefined` removes the property. */
  readonly ref: (name: string) => unknown;
  /** `Fn::GetAtt`. */
  readonly attribute: (logicalId: string, name: string) => unknown;
}

const INTRINSIC = /^(Ref|Condition|Fn::.+)$/;
const text = z.string();
const texts = z.array(z.string());

/** Replaces every intrinsic function in the value with its result. */
export function resolve(value: unknown, references: References): unknown {
  if (Array.isArray(value)) return value.map((item) => resolve(item, references)).filter((item) => item !== undefined);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const [first] = entries;
  if (first && entries.length === 1 && INTRINSIC.test(first[0])) return evaluate(first[0], first[1], references);
  const resolved = entries.map(([key, item]) => [key, resolve(item, references)] as const);
  return Object.fromEntries(resolved.filter(([, item]) => item !== undefined));
}

function evaluate(name: string, argument: unknown, references: References): unknown {
  const resolved = () => resolve(argument, references);
  switch (name) {
    case 'Ref':
      return references.ref(parse(name, text, argument));
    case 'Fn::GetAtt': {
      const path = typeof argument === 'string' ? argument.split('.') : parse(name, texts, argument);
      const [logicalId = '', ...attribute] = path;
      return references.attribute(logicalId, attribute.join('.'));
    }
    case 'Fn::Join': {
      const [separator, parts] = parse(name, z.tuple([text, texts]), resolved());
      return parts.join(separator);
    }
    case 'Fn::Split': {
      const [separator, source] = parse(name, z.tuple([text, text]), resolved());
      return source.split(separator);
    }
    case 'Fn::Select': {
      const [index, items] = parse(name, z.tuple([z.coerce.number(), z.array(z.unknown())]), resolved());
      return items[index];
    }
    case 'Fn::Sub':
      return substitute(parse(name, text, argument), references);
    default:
      throw new RunnerError(`the local runner does not support the intrinsic function ${name}`);
  }
}

/** Replaces `${Name}` and `${Resource.Attribute}`. `${!Literal}` becomes `${Literal}`. */
function substitute(pattern: string, references: References): string {
  return pattern.replaceAll(/\$\{(!?)([^}]+)\}/g, (_match, literal: string, name: string) => {
    if (literal) return `\${${name}}`;
    return String(evaluate(name.includes('.') ? 'Fn::GetAtt' : 'Ref', name, references));
  });
}

function parse<T>(name: string, schema: z.ZodType<T>, argument: unknown): T {
  const parsed = schema.safeParse(argument);
  if (parsed.success) return parsed.data;
  throw new RunnerError(`the local runner cannot read this ${name}: ${JSON.stringify(argument)}`);
}
