// The session of a browser at the local OIDC issuer: a cookie that names the person. It needs no signature, because the
// issuer logs in anybody as any person.
import { z } from 'zod';
import type { GatewayResponse } from '../gateway/response.ts';

/** Cookies do not depend on the port, so another application of this machine may have set one of the same name. */
const COOKIE = 'service_users_local_issuer';

const browserSession = z.object({
  email: z.email(),
  /** When the person logged in, in seconds since the epoch. */
  authTime: z.int(),
});
export type BrowserSession = z.infer<typeof browserSession>;

/** @param cookies - The header `Cookie`. */
export function readSession(cookies = ''): BrowserSession | undefined {
  const value = cookies
    .split(';')
    .map((cookie) => cookie.trim())
    .find((cookie) => cookie.startsWith(`${COOKIE}=`))
    ?.slice(COOKIE.length + 1);
  if (value === undefined) return undefined;
  try {
    return browserSession.safeParse(JSON.parse(Buffer.from(value, 'base64url').toString())).data;
  } catch {
    return undefined;
  }
}

export function withSession(response: GatewayResponse, session: BrowserSession): GatewayResponse {
  const value = Buffer.from(JSON.stringify(session)).toString('base64url');
  return withCookie(response, `${COOKIE}=${value}; Path=/; HttpOnly; SameSite=Lax`);
}

export function withoutSession(response: GatewayResponse): GatewayResponse {
  return withCookie(response, `${COOKIE}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0`);
}

function withCookie(response: GatewayResponse, cookie: string): GatewayResponse {
  return { ...response, headers: [...response.headers, ['set-cookie', cookie]] };
}
