// The archive of the audit log under faults: delivers the stream of the table to the function that archives it, as Lambda does,
// and compares the archive with the audit log.
import { isDeepStrictEqual } from 'node:util';
import type { DynamoDBBatchResponse, DynamoDBRecord } from 'aws-lambda';
import { PARTITIONS } from '../../../shared/storage/keys.ts';
import { refuseLeaks } from '../../support/canaries.ts';
import type { Item } from '../../support/invariants.ts';
import { readTableStream, type StreamedTable } from '../../support/table-stream.ts';
import { BUCKET, STORE_FAULTS, type StoreFault, type StoreRequest, startArchiveStore } from './archive-store.ts';
import { ARCHIVER, type Mutant } from './bundle.ts';
import { loadFunctions } from './functions.ts';
import { pick, randomNumbers } from './random.ts';

/** What fails while the stream is delivered. */
export interface ArchiveFaults {
  /** The most records of an invocation. */
  readonly batchSize: number;
  /** @param invocation - The number of the invocation, from 1. */
  fault(request: StoreRequest, invocation: number): StoreFault;
  /** Whether the process ends before it responds, so that the whole batch is delivered again. */
  crashes(invocation: number): boolean;
}

export const NO_FAULTS: ArchiveFaults = { batchSize: 100, fault: () => 'none', crashes: () => false };

/** One request in ten meets a fault, and one invocation in ten crashes. */
export function randomFaults(seed: number): ArchiveFaults {
  const random = randomNumbers(seed);
  return {
    batchSize: 1 + Math.floor(random() * 20),
    fault: () => (random() < 0.1 ? pick(STORE_FAULTS, random) : 'none'),
    crashes: () => random() < 0.1,
  };
}

export interface AuditArchive {
  /** Ignores what was written to the table until now. */
  ignoreEarlierWrites(): Promise<void>;
  /**
   * Archives what was written since the last call, in an empty archive, and compares it with these items of the table, of which
   * it considers the audit entries only. @returns the differences
   */
  discrepancies(items: readonly Item[], faults: ArchiveFaults): Promise<string[]>;
  /** Repeats the last delivery with other faults. */
  repeat(faults: ArchiveFaults): Promise<string[]>;
  /** @throws Error when the log or the archive has a secret. */
  stop(): Promise<void>;
}

/** An invocation can fail as often as this for each record, on average. */
const MAX_INVOCATIONS = 20;

/** @param mutant - A mistake in the function that archives. @default none */
export async function startAuditArchive(table: StreamedTable, mutant?: Mutant): Promise<AuditArchive> {
  const store = await startArchiveStore();
  const environment = {
    ARCHIVE_URL: `https://${BUCKET}.s3.us-east-1.amazonaws.com`,
    AWS_ACCESS_KEY_ID: 'x',
    AWS_ENDPOINT_URL_S3: store.url,
    AWS_REGION: 'us-east-1',
    AWS_SECRET_ACCESS_KEY: 'x',
    EVENT_BUS_NAME: 'none',
    TABLE_NAME: table.tableName,
  };
  const functions = await loadFunctions({ environment, mutant, ids: [ARCHIVER] });
  const archive = functions.handlerOf(ARCHIVER);
  const stream = await readTableStream(table);
  let delivered: { records: readonly DynamoDBRecord[]; entries: readonly Item[] } = { records: [], entries: [] };

  async function readStream(): Promise<DynamoDBRecord[]> {
    return (await stream.next()).filter(({ dynamodb }) => dynamodb?.Keys?.pk?.S === PARTITIONS.auditLog);
  }

  /** Delivers each record at least once and in order. */
  async function deliver(records: readonly DynamoDBRecord[], faults: ArchiveFaults): Promise<void> {
    let invocation = 0;
    store.reset((request) => faults.fault(request, invocation));
    for (let rest = records; rest.length > 0; ) {
      invocation += 1;
      // The records that are left are then missing in the archive.
      if (invocation > MAX_INVOCATIONS * records.length) return;
      const batch = rest.slice(0, faults.batchSize);
      const context = { getRemainingTimeInMillis: () => 60_000 };
      const response = (await archive({ Records: batch }, context)) as DynamoDBBatchResponse;
      if (faults.crashes(invocation)) continue;
      const failed = response.batchItemFailures[0]?.itemIdentifier;
      const done = batch.findIndex(({ dynamodb }) => dynamodb?.SequenceNumber === failed);
      rest = rest.slice(failed === undefined ? batch.length : Math.max(0, done));
    }
  }

  async function repeat(faults: ArchiveFaults): Promise<string[]> {
    const { records, entries } = delivered;
    await deliver(records, faults);
    const expected = new Map(entries.map((entry) => [keyOf(entry), lineOf(entry)]));
    const objects = store.objects();
    const order = records.map(({ dynamodb }) => dynamodb?.Keys?.sk?.S);
    const stored = store.stored().map((key) => key.replace(/^.*\/|\.json\.gz$/g, ''));
    return [
      ...[...expected.keys()].filter((key) => !objects.has(key)).map((key) => `the archive lacks ${key}`),
      ...[...objects.keys()].filter((key) => !expected.has(key)).map((key) => `the log has no entry for ${key}`),
      ...[...objects]
        .filter(([key, text]) => expected.has(key) && !isDeepStrictEqual(parsed(text), expected.get(key)))
        .map(([key, text]) => `${key} is ${text}, not ${JSON.stringify(expected.get(key))}`),
      ...(isDeepStrictEqual(stored, order) ? [] : [`the archive was stored in the order ${stored}, not ${order}`]),
    ];
  }

  return {
    async ignoreEarlierWrites() {
      await readStream();
    },
    async discrepancies(items, faults) {
      const entries = items.filter(({ pk }) => pk === PARTITIONS.auditLog);
      delivered = { records: await readStream(), entries };
      return repeat(faults);
    },
    repeat,
    async stop() {
      stream.stop();
      refuseLeaks({ logs: functions.logs(), events: [...store.objects().values()].join('') });
      functions.client.destroy();
      await store.stop();
    },
  };
}

function keyOf({ at, sk }: Item): string {
  return `entries/day=${String(at).slice(0, 10)}/${sk}.json.gz`;
}

/** The entry without its keys, as JSON. */
function lineOf({ pk: _, sk: __, actor_id: ___, event: ____, ...entry }: Item): unknown {
  return JSON.parse(JSON.stringify(entry));
}

/** An object has one line. */
function parsed(text: string): unknown {
  return /^[^\n]*\n$/.test(text) ? JSON.parse(text) : text;
}
