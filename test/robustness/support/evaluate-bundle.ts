// Evaluates the bundle of all functions with its own console, environment, clock and random numbers.
import { Console } from 'node:console';
import { createRequire } from 'node:module';
import type { Writable } from 'node:stream';
import { compileFunction } from 'node:vm';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Context } from 'aws-lambda';
import type { Effects } from '../../../shared/services/ports/effects.ts';

/** The part of the context of Lambda that the functions use. */
type HandlerContext = Pick<Context, 'getRemainingTimeInMillis'> & Partial<Pick<Context, 'invokedFunctionArn'>>;

export type Handler = (event: unknown, context: HandlerContext) => Promise<unknown>;

export interface Bundle {
  readonly table: { readonly client: DynamoDBDocumentClient };
  readonly handlers: Readonly<Record<string, Handler>>;
}

export interface Surroundings {
  readonly environment: Readonly<Record<string, string>>;
  readonly output: Writable;
  readonly effects: Effects;
}

export function evaluateBundle(text: string, { environment, output, effects }: Surroundings): Bundle {
  const module = { exports: {} as Bundle };
  const ownProcess = Object.create(process, {
    env: { value: { ...environment } },
    stdout: { value: output },
    stderr: { value: output },
  });
  const names = ['module', 'exports', 'require', 'console', 'process', 'fetch', 'EFFECTS'];
  compileFunction(text, names)(
    module,
    module.exports,
    createRequire(import.meta.url),
    new Console({ stdout: output, stderr: output }),
    ownProcess,
    fetchWithoutTimeout,
    effects,
  );
  return module.exports;
}

/** A busy machine can exceed the timeout within which the functions fetch the keys of the issuer. */
const fetchWithoutTimeout: typeof fetch = (url, init) => fetch(url, { ...init, signal: null });
