// The part of the Lambda API by which one function invokes another and waits for its answer.
// https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
import { json } from 'node:stream/consumers';
import { type HttpServer, serveLocally } from '../gateway/server.ts';
import { FunctionError, type Invocable } from './lambda-function.ts';

const INVOCATION = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;

/** Nobody asks for permissions on one machine. */
export function serveInvocations(functionOf: (arn: string) => Invocable): Promise<HttpServer> {
  return serveLocally(async (incoming, outgoing) => {
    const [, arn = ''] = INVOCATION.exec(incoming.url ?? '') ?? [];
    const answer = (status: number, body: unknown) => outgoing.writeHead(status).end(JSON.stringify(body));
    try {
      answer(200, await functionOf(decodeURIComponent(arn)).invoke(await json(incoming)));
    } catch (error) {
      if (!(error instanceof FunctionError)) return answer(404, { Message: String(error) });
      outgoing.setHeader('x-amz-function-error', 'Unhandled');
      answer(200, { errorType: error.errorType, errorMessage: error.message });
    }
  });
}
