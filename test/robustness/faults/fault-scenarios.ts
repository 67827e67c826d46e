// The fault scenarios of one call to DynamoDB.
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
  /** @param attempt - From 1: the SDK repeats a call, and the functions repeat a cancelled transaction. */
  fault(attempt: number): Fault;
  /** The process crashes instead, before the call or after its response. */
  readonly crash?: 'before' | 'after';
  /** Whether every attempt fails. Otherwise the call works when it is repeated. */
  readonly lasting: boolean;
  /** Whether DynamoDB rejects the call, so that it is certain that nothing was written. */
  readonly rejected: boolean;
}

const REJECTIONS = /^(throttled|conflict|cancelled|invalid)/;

const once = (fault: Fault): FaultScenario => ({
  name: `${fault}, once`,
  fault: (attempt) => (attempt === 1 ? fault : 'none'),
  lasting: false,
  rejected: REJECTIONS.test(fault),
});

const always = (fault: Fault): FaultScenario => ({
  name: `${fault}, always`,
  fault: () => fault,
  lasting: true,
  rejected: REJECTIONS.test(fault),
});

/** The first attempt is applied, and the responses to the others do not say so. */
const lostAnd = (fault: Fault): FaultScenario => ({
  name: `response lost, then ${fault}`,
  fault: (attempt) => (attempt === 1 ? 'response lost' : fault),
  lasting: true,
  rejected: false,
});

const killed = (crash: 'before' | 'after'): FaultScenario => ({
  name: `killed ${crash}`,
  fault: () => 'none',
  crash,
  lasting: true,
  rejected: false,
});

export const NO_FAULT: FaultScenario = { name: 'nothing', fault: () => 'none', lasting: false, rejected: false };

const OF_ANY: readonly Fault[] = [
  'unreachable',
  'response lost',
  'response cut',
  'hung',
  'response stalled',
  'failed',
  'throttled',
];

/** These differ from the others only for a write, because it may have been applied. */
const OF_WRITES: readonly Fault[] = ['response hung', 'failed after all'];

const OF_TRANSACTIONS: readonly FaultScenario[] = [
  ...(['cancelled by a conflict', 'cancelled by throttling'] as const).flatMap((fault) => [once(fault), always(fault)]),
  lostAnd('throttled'),
  lostAnd('still in progress'),
  always('invalid'),
];

/** The SDK does not repeat it. Of the single writes, only the record of a use can conflict with a transaction. */
const OF_UPDATES: readonly FaultScenario[] = [always('conflict')];

export const TRANSACTION = 'TransactWriteItemsCommand';

export function writes({ command }: Call): boolean {
  return command === TRANSACTION || command === 'UpdateItemCommand';
}

/** All fault scenarios of the call. */
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
