// Handles preflight requests and adds CORS headers, as an HTTP API with a CORS configuration does.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
import type { Properties } from '../template/resource-types.ts';
import type { GatewayRequest } from './request.ts';
import type { GatewayResponse } from './response.ts';

export type CorsConfiguration = NonNullable<Properties<'AWS::ApiGatewayV2::Api'>['CorsConfiguration']>;

/** A preflight request needs no route. The response has no CORS headers if the origin is not allowed. */
export function preflightResponse(
  cors: CorsConfiguration,
  { method, headers }: GatewayRequest,
): GatewayResponse | undefined {
  if (method !== 'OPTIONS' || !headers.origin || !headers['access-control-request-method']) return undefined;
  const origin = allowedOrigin(cors, headers.origin);
  return {
    status: 204,
    headers: origin
      ? [
          ...originHeaders(cors, origin),
          ...list('access-control-allow-methods', cors.AllowMethods),
          ...list('access-control-allow-headers', cors.AllowHeaders),
          ...(cors.MaxAge === undefined ? [] : [['access-control-max-age', String(cors.MaxAge)] as const]),
        ]
      : [],
    body: '',
  };
}

/** The CORS configuration replaces the CORS headers of a function. */
export function withCors(cors: CorsConfiguration, request: GatewayRequest, response: GatewayResponse): GatewayResponse {
  const headers = response.headers.filter(([name]) => !name.startsWith('access-control-'));
  const origin = request.headers.origin && allowedOrigin(cors, request.headers.origin);
  if (!origin) return { ...response, headers };
  return {
    ...response,
    headers: [...headers, ...originHeaders(cors, origin), ...list('access-control-expose-headers', cors.ExposeHeaders)],
  };
}

/** `*` allows every origin. `https://*` and `http://*` allow every origin with this scheme. */
function allowedOrigin({ AllowOrigins }: CorsConfiguration, origin: string): string | undefined {
  if (AllowOrigins.includes('*')) return '*';
  const allowed = AllowOrigins.some((entry) =>
    entry.endsWith('://*') ? origin.startsWith(entry.slice(0, -1)) : entry === origin,
  );
  return allowed ? origin : undefined;
}

function originHeaders({ AllowCredentials }: CorsConfiguration, origin: string): (readonly [string, string])[] {
  return [
    ['access-control-allow-origin', origin],
    ...(AllowCredentials ? [['access-control-allow-credentials', 'true'] as const] : []),
  ];
}

function list(name: string, values: readonly string[] | undefined): (readonly [string, string])[] {
  return values ? [[name, values.join(',')]] : [];
}
