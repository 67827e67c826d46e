// Emulates EventBridge: appends the events on the bus of the stack to a file, in the form in which a target receives them.
// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { json } from 'node:stream/consumers';
import { z } from 'zod';
import { type HttpServer, serveLocally } from '../gateway/server.ts';
import { ACCOUNT_ID, REGION } from '../template/stack.ts';

const entry = z.strictObject({
  EventBusName: z.string(),
  Source: z.string(),
  DetailType: z.string(),
  Detail: z.string().transform((text): unknown => JSON.parse(text)),
  /** Seconds since the epoch. */
  Time: z.number(),
});
const putEvents = z.strictObject({ Entries: z.array(entry).min(1).max(10) });

/** @param file - Gets one line of JSON for each event. */
export function serveEventBus(busName: string, file: string): Promise<HttpServer> {
  return serveLocally(async (incoming, outgoing) => {
    const respond = (status: number, body: unknown) =>
      outgoing.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
    const request = putEvents.safeParse(await json(incoming).catch(() => undefined));
    if (incoming.headers['x-amz-target'] !== 'AWSEvents.PutEvents' || !request.success) {
      respond(400, { __type: 'ValidationException', message: request.error?.message ?? 'only PutEvents is supported' });
      return;
    }
    const events = request.data.Entries.map(({ EventBusName, ...event }) =>
      EventBusName === busName
        ? { EventId: randomUUID(), event }
        : { ErrorCode: 'InvalidArgument', ErrorMessage: 'The event bus does not exist.' },
    );
    const lines = events.flatMap(({ EventId, event }) => (event ? [delivered(EventId, event)] : []));
    try {
      appendFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    } catch (error) {
      respond(500, { __type: 'InternalException', message: String(error) });
      return;
    }
    const Entries = events.map(({ event: _, ...result }) => result);
    respond(200, { FailedEntryCount: Entries.length - lines.length, Entries });
  });
}

/** https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html */
function delivered(id: string, { Source, DetailType, Detail, Time }: Omit<z.infer<typeof entry>, 'EventBusName'>) {
  return {
    version: '0',
    id,
    'detail-type': DetailType,
    source: Source,
    account: ACCOUNT_ID,
    time: new Date(Time * 1000).toISOString().replace(/\.\d+/, ''),
    region: REGION,
    resources: [],
    detail: Detail,
  };
}
