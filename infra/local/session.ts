// Logs a person in with an ID token of the local issuer.
import { z } from 'zod';
import { idTokenFor } from './issuer.ts';
import { RunnerError } from './runner-error.ts';

const loggedIn = z.looseObject({ session: z.looseObject({ access_token: z.string() }) });

/** @returns a session of the person. @throws RunnerError when the API returns an error */
export async function logIn(bearerUrl: string, issuerUrl: string, email: string): Promise<string> {
  const response = await fetch(`${bearerUrl}/api/login`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await idTokenFor(email, issuerUrl)}` },
  });
  const body: unknown = await response.json();
  const parsed = loggedIn.safeParse(body);
  if (parsed.success) return parsed.data.session.access_token;
  // A successful response has a secret, which must not be printed.
  const reason = response.ok ? 'the response has an unexpected format' : JSON.stringify(body);
  throw new RunnerError(`cannot log in as ${email}: ${reason}`);
}
