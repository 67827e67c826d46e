// The requests of the provider and of the rotation function to Service Users, and when they are made again.
import { setTimeout } from 'node:timers/promises';
import type { Api } from '../cli/connection/api.ts';
import { createApi } from '../cli/connection/api.ts';
import { ApiProblem } from '../cli/connection/problem.ts';
import { signatures } from '../cli/connection/signature.ts';

/** The signed API. @param url - Without a slash at its end. */
export async function signedApi(url: string): Promise<Api> {
  return createApi({ url, authorize: await signatures(url) });
}

/** The bearer API with a token. */
export function bearerApi(url: string, token: string): Api {
  return createApi({
    url,
    authorize: (request) => {
      request.headers.set('authorization', `Bearer ${token}`);
      return request;
    },
  });
}

const ATTEMPTS = 4;
const PAUSE_MS = 500;

/**
 * Runs the action again if a response did not arrive, or if somebody else changed the same at that time. The action must be
 * safe to repeat.
 */
export async function repeatIfUncertain<T>(action: () => Promise<T>): Promise<T> {
  const isUncertain = (error: unknown) =>
    error instanceof ApiProblem && (error.outcomeIsUnknown || error.status === 409);
  return repeatWhile(isUncertain, ATTEMPTS, PAUSE_MS, action);
}

const ACCESS_ATTEMPTS = 20;
const ACCESS_PAUSE_MS = 3000;

/**
 * Runs the action again, for a minute, while AWS denies it: the policy of a new role is effective some seconds after its creation.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
 */
export async function repeatWhileDenied<T>(action: () => Promise<T>): Promise<T> {
  const isDenied = (error: unknown) =>
    error instanceof ApiProblem
      ? error.status === 403 && error.code === 'unexpected_response'
      : error instanceof Error && error.name === 'AccessDeniedException';
  return repeatWhile(isDenied, ACCESS_ATTEMPTS, ACCESS_PAUSE_MS, action);
}

async function repeatWhile<T>(
  mayRepeat: (error: unknown) => boolean,
  attempts: number,
  pauseMs: number,
  action: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await action();
    } catch (error) {
      if (attempt === attempts || !mayRepeat(error)) throw error;
      await setTimeout(pauseMs);
    }
  }
}

/** The result of a request, or undefined if what it names does not exist. */
export async function unlessMissing<T>(request: Promise<T>): Promise<T | undefined> {
  try {
    return await request;
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 404) return undefined;
    throw error;
  }
}
