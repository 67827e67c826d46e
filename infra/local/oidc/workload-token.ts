// The endpoint of the local OIDC issuer for workloads. At a real issuer, the platform of the workload determines the claims.
import { z } from 'zod';
import type { GatewayResponse } from '../gateway/response.ts';
import { json } from './token-endpoint.ts';
import type { Tokens } from './tokens.ts';

const Claims = z.record(z.string(), z.json());

/** @param body - The claims as a JSON object. */
export async function issueWorkloadToken(body: string, tokens: Tokens): Promise<GatewayResponse> {
  const claims = Claims.safeParse(parseJson(body));
  if (claims.success) return json(200, { id_token: await tokens.issueForWorkload(claims.data) });
  return json(400, { error: 'invalid_request', error_description: 'The body must be a JSON object of claims.' });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
