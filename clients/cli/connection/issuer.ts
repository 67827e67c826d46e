// Finds the OIDC issuer that people log in at.
import { CommandError, UsageError } from '../errors.ts';

export interface IssuerClient {
  readonly issuer: string;
  readonly clientId: string;
}

interface IssuerOptions {
  readonly issuer: string | undefined;
  readonly clientId: string | undefined;
}

/** @param url - URL of the bearer API, whose web console publishes the issuer */
export async function readIssuer(url: string, { issuer, clientId }: IssuerOptions): Promise<IssuerClient> {
  if (issuer !== undefined && clientId !== undefined) return { issuer, clientId };
  const advice = 'Set --issuer and --issuer-client-id.';
  const response = await fetch(`${url}/console/config.json`).catch((error: Error) => {
    throw new CommandError(`${url} cannot be reached: ${error.message}. Check the URL and the network.`);
  });
  if (!response.ok) throw new UsageError(`${url} does not publish its OIDC issuer. ${advice}`);
  const config = (await response.json()) as { issuer: string; client_id: string };
  return { issuer: issuer ?? config.issuer, clientId: clientId ?? config.client_id };
}
