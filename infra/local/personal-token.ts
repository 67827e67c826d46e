// Creates a personal access token for a person, in a session.
import { z } from 'zod';
import { RunnerError } from './runner-error.ts';
import { logIn } from './session.ts';

const created = z.looseObject({ id: z.number(), bearer_token: z.string(), expiration: z.nullable(z.string()) });

/** The response of the API to the creation of a token. */
export type CreatedToken = z.infer<typeof created>;

/** The token has the default lifetime of the token policy. @throws RunnerError when the API returns an error. */
export async function mintPersonalToken(bearerUrl: string, issuerUrl: string, email: string): Promise<CreatedToken> {
  const response = await fetch(`${bearerUrl}/api/user-tokens`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await logIn(bearerUrl, issuerUrl, email)}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ name: `local ${new Date().toISOString()}` }),
  });
  const body: unknown = await response.json();
  const token = created.safeParse(body);
  if (!token.success) {
    // A successful response has a secret, which must not be printed.
    const reason = response.ok ? 'the response has an unexpected format' : JSON.stringify(body);
    throw new RunnerError(`cannot create a personal access token for ${email}: ${reason}`);
  }
  return token.data;
}
