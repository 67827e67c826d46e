// The types of the middy stack that every operation runs in.
import type { MiddlewareObj, MiddyfiedHandler } from '@middy/core';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { RequestHeaders } from '../../shared/contracts/operation.ts';
import type { Caller, RequestContext } from '../../shared/services/ports/request-context.ts';

/** An event of API Gateway (HTTP API, payload format 2.0), with what the middlewares add to it. */
export interface ApiEvent extends APIGatewayProxyEventV2 {
  /** Added by `identifyRequest`, for public operations. */
  context?: RequestContext;
  /** Added by `identifyCaller`, for all other operations. */
  caller?: Caller;
  /** Added by `parseInput`. */
  input?: { body: unknown; query: unknown; headers: unknown };
}

export type ApiMiddleware = MiddlewareObj<ApiEvent, unknown>;
export type ApiHandler = MiddyfiedHandler<ApiEvent, unknown>;

/** A request to an operation, authorized and valid. */
export interface ApiRequest<Body, Query> {
  readonly caller: Caller;
  /** The `{id}` of the path, decoded; empty for a route without one. */
  readonly id: string;
  /** The `{policy_id}` of the path, decoded; empty for a route without one. */
  readonly policyId: string;
  readonly body: Body;
  readonly query: Query;
  /** The headers that the contract of the operation has, with their names in lower case. */
  readonly headers: RequestHeaders;
}

/** A valid request to a public operation. Its sender is not authenticated. */
export interface PublicRequest<Body> {
  readonly context: RequestContext;
  /** Names are in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Whether the request came through the signed API. */
  readonly signed: boolean;
  readonly body: Body;
  /** The body exactly as it was sent. */
  readonly rawBody: string;
}
