// Emulates the Invoke operation of the Lambda API, for functions that invoke other functions.
// https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
import { json } from 'node:stream/consumers';
import { type HttpServer, serveLocally } from '../gateway/server.ts';
import { FunctionError, type Invocable } from './lambda-function.ts';

const INVOCATION = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;

/** Serves invocations of functions by ARN. Permissions are not checked. */
export function serveInvocations(functionOf: (arn: string) => Invocable): Promise<HttpServer> {
  return serveLocally(async (incoming, outgoing) => {
    const [, arn = ''] = INVOCATION.exec(incoming.url ?? '') ?? [];
    const respond = (status: number, body: unknown) => outgoing.writeHead(status).end(JSON.stringify(body));
    try {
      respond(200, await functionOf(decodeURIComponent(arn)).invoke(await json(incoming)));
    } catch (error) {
      if (!(error instanceof FunctionError)) return respond(404, { Message: String(error) });
      outgoing.setHeader('x-amz-function-error', 'Unhandled');
      respond(200, { errorType: error.errorType, errorMessage: error.message });
    }
  });
}
