// An OIDC issuer for the local system. It issues an ID token for any e-mail address without a password.
import { Events, OAuth2Server } from 'oauth2-mock-server';
import { RunnerError } from './runner-error.ts';

/** The client id in the audience of its ID tokens. */
export const AUDIENCE = 'service-users-local';

export interface LocalIssuer {
  readonly url: string;
  /** Its signing key pair. The private key is no secret, because the issuer signs any ID token. */
  readonly signingKey: Readonly<Record<string, unknown>>;
  stop(): Promise<void>;
}

/**
 * @param port - 0 for any free port.
 * @throws RunnerError when the port cannot be used
 */
export async function startIssuer(port: number): Promise<LocalIssuer> {
  const server = new OAuth2Server();
  await server.issuer.keys.generate('RS256');
  server.service.on(Events.BeforeTokenSigning, ({ payload }, { body }) => {
    const email = String(body.username);
    Object.assign(payload, { sub: email, aud: AUDIENCE, email, email_verified: true });
  });
  try {
    await server.start(port, 'localhost');
  } catch (error) {
    throw new RunnerError(`port ${port} cannot be used for the OIDC issuer (${(error as Error).message})`);
  }
  const [signingKey = {}] = server.issuer.keys.toJSON(true);
  return { url: server.issuer.url ?? '', signingKey: { ...signingKey }, stop: () => server.stop() };
}

/** Requests an ID token for the e-mail address with the password grant (RFC 6749, section 4.3). */
export async function idTokenFor(email: string, issuerUrl: string): Promise<string> {
  const body = new URLSearchParams({ grant_type: 'password', username: email, scope: 'openid email' });
  const response = await fetch(`${issuerUrl}/token`, { method: 'POST', body });
  const { id_token } = (await response.json()) as { id_token?: string };
  if (id_token === undefined) throw new RunnerError(`the OIDC issuer at ${issuerUrl} returned no ID token`);
  return id_token;
}
