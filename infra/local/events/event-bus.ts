// Stands in for EventBridge: takes what is put on the stack's bus, and appends it to a file as a target would get it.
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

/** @param file - Gets a line of JSON for each event. */
export function serveEventBus(busName: string, file: string): Promise<HttpServer> {
  return serveLocally(async (incoming, outgoing) => {
    const answer = (status: number, body: unknown) =>
      outgoing.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
    const request = putEvents.safeParse(await json(incoming).catch(() => undefined));
    if (incoming.headers['x-amz-target'] !== 'AWSEvents.PutEvents' || !request.success) {
      answer(400, { __type: 'ValidationException', message: request.error?.message ?? 'only PutEvents is known here' });
      return;
    }
    const events = request.data.Entries.map(({ EventBusName, ...event }) =>
      EventBusName === busName
        ? { EventId: randomUUID(), event }
        : { ErrorCode: 'InvalidArgument', ErrorMessage: 'no such bus' },
    );
    const lines = events.flatMap(({ EventId, event }) => (event ? [delivered(EventId, event)] : []));
    try {
      appendFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    } catch (error) {
      answer(500, { __type: 'InternalException', message: String(error) });
      return;
    }
    const Entries = events.map(({ event: _, ...result }) => result);
    answer(200, { FailedEntryCount: Entries.length - lines.length, Entries });
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
