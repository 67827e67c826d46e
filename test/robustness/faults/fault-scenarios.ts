// What one call to DynamoDB may meet.
import type { Fault } from '../../support/dynamodb-proxy.ts';

/** A call to DynamoDB. */
export interface Call {
  /** The function that makes it. */
  readonly by: string;
  /** `GetItemCommand` */
  readonly command: string;
}

export interface FaultScenario {
  readonly name: string;
  /** By the attempt, from 1: the SDK repeats a call, and we repeat a transaction that was cancelled. */
  fault(attempt: number): Fault;
  /** Whether the process ends instead: before the call is sent, or when its response is there. */
  readonly crash?: 'before' | 'after';
  /** Whether there is no end to it; else the call works when it is repeated. */
  readonly lasting: boolean;
  /** Whether it is certain that nothing is written, since DynamoDB says so. */
  readonly refused: boolean;
}

const REFUSALS = /^(throttled|conflict|cancelled|invalid)/;

const once = (fault: Fault): FaultScenario => ({
  name: `${fault}, once`,
  fault: (attempt) => (attempt === 1 ? fault : 'none'),
  lasting: false,
  refused: REFUSALS.test(fault),
});

const always = (fault: Fault): FaultScenario => ({
  name: `${fault}, always`,
  fault: () => fault,
  lasting: true,
  refused: REFUSALS.test(fault),
});

/** The first attempt is made, and what comes back from the others does not tell. */
const lostAnd = (fault: Fault): FaultScenario => ({
  name: `answer lost, then ${fault}`,
  fault: (attempt) => (attempt === 1 ? 'answer lost' : fault),
  lasting: true,
  refused: false,
});

const killed = (crash: 'before' | 'after'): FaultScenario => ({
  name: `killed ${crash}`,
  fault: () => 'none',
  crash,
  lasting: true,
  refused: false,
});

export const NO_FAULT: FaultScenario = { name: 'nothing', fault: () => 'none', lasting: false, refused: false };

const OF_ANY: readonly Fault[] = [
  'unreachable',
  'answer lost',
  'answer cut',
  'hung',
  'answer stalled',
  'failed',
  'throttled',
];

/** What is another thing for a write alone, which may have been made. */
const OF_WRITES: readonly Fault[] = ['answer hung', 'failed after all'];

const OF_TRANSACTIONS: readonly FaultScenario[] = [
  ...(['cancelled by a conflict', 'cancelled by throttling'] as const).flatMap((fault) => [once(fault), always(fault)]),
  lostAnd('throttled'),
  lostAnd('still in progress'),
  always('invalid'),
];

/** The SDK does not repeat it. Of the single writes, only notes of use meet a transaction at the same item. */
const OF_UPDATES: readonly FaultScenario[] = [always('conflict')];

export const TRANSACTION = 'TransactWriteItemsCommand';

export function writes({ command }: Call): boolean {
  return command === TRANSACTION || command === 'UpdateItemCommand';
}

/** All that the call may meet. */
export function faultScenariosFor(call: Call): FaultScenario[] {
  const ofAny = OF_ANY.flatMap((fault) => [once(fault), always(fault)]);
  if (!writes(call)) return [...ofAny, killed('before')];
  return [
    ...ofAny,
    ...OF_WRITES.flatMap((fault) => [once(fault), always(fault)]),
    ...(call.command === TRANSACTION ? OF_TRANSACTIONS : OF_UPDATES),
    killed('before'),
    killed('after'),
  ];
}
