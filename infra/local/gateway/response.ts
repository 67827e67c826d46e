// Builds HTTP responses from the results of functions, as HTTP APIs do, and the responses of API Gateway itself.
import { z } from 'zod';

export interface GatewayResponse {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer | string;
}

/** A response that API Gateway itself returns. */
export function gatewayMessage(status: number, message: string): GatewayResponse {
  return { status, headers: [['content-type', 'application/json']], body: JSON.stringify({ message }) };
}

export const internalServerError = gatewayMessage(500, 'Internal Server Error');

const functionResponse = z.object({
  statusCode: z.coerce.number().int().min(200).max(599),
  headers: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String)).nullish(),
  cookies: z.array(z.string()).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
});

/** Headers that the server sets itself. */
const HOP_BY_HOP = new Set(['connection', 'content-length', 'date', 'keep-alive', 'transfer-encoding']);

/** A result without a status code is the JSON body of a 200. A malformed result with a status code is a 500. */
export function toGatewayResponse(result: unknown): GatewayResponse {
  if (typeof result !== 'object' || result === null || !('statusCode' in result)) {
    const body = typeof result === 'string' ? result : JSON.stringify(result);
    return { status: 200, headers: [['content-type', 'application/json']], body };
  }
  const parsed = functionResponse.safeParse(result);
  if (!parsed.success) return internalServerError;
  const { statusCode, body, cookies, isBase64Encoded } = parsed.data;
  const headers = Object.entries(parsed.data.headers ?? {})
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => !HOP_BY_HOP.has(name));
  if (body && !headers.some(([name]) => name === 'content-type')) {
    headers.push(['content-type', 'text/plain; charset=utf-8']);
  }
  for (const cookie of cookies ?? []) headers.push(['set-cookie', cookie]);
  return { status: statusCode, headers, body: isBase64Encoded ? Buffer.from(body ?? '', 'base64') : (body ?? '') };
}
