// Makes a personal token for somebody who can log in, as they would themselves.
import { z } from 'zod';
import { idTokenFor } from './issuer.ts';
import { RunnerError } from './runner-error.ts';

const created = z.looseObject({ id: z.number(), bearer_token: z.string() });

/** A token as the API answers it when it is made. */
export type CreatedToken = z.infer<typeof created>;

/** @throws RunnerError when the system makes none */
export async function mintPersonalToken(bearerUrl: string, issuerUrl: string, email: string): Promise<CreatedToken> {
  const response = await fetch(`${bearerUrl}/api/user-tokens`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await idTokenFor(email, issuerUrl)}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name: `local ${new Date().toISOString()}`, expires_in_days: null }),
  });
  const answer: unknown = await response.json();
  const token = created.safeParse(answer);
  if (!token.success) throw new RunnerError(`no personal token could be made for ${email}: ${JSON.stringify(answer)}`);
  return token.data;
}
