// Checks that a history is linearizable: each request takes effect at one moment between its call and its response (Wing and Gong,
// 1993; memoized as by Lowe, 2017).

/** A request as its client saw it. All times are of one clock. */
export interface Observed<Request, ApiResponse> {
  readonly request: Request;
  /** Undefined when the outcome is unknown: the request may take effect at any later time, or never. */
  readonly response: ApiResponse | undefined;
  readonly calledAt: number;
  readonly respondedAt: number;
}

export interface Model<State, Request, ApiResponse> {
  readonly start: State;
  /** The next state, and the response to the request in this state. */
  apply(state: State, request: Request): { readonly state: State; readonly response: ApiResponse };
  sameResponse(one: ApiResponse, other: ApiResponse): boolean;
  /** The same text for the same state. */
  textOf(state: State): string;
}

export function linearizable<State, Request, ApiResponse>(
  model: Model<State, Request, ApiResponse>,
  history: readonly Observed<Request, ApiResponse>[],
): boolean {
  const operations = [...history].sort((one, other) => one.calledAt - other.calledAt);
  const tried = new Set<string>();

  /** @param done - A bit for each operation. @param first - All operations before it are done. */
  const search = (done: bigint, first: number, state: State): boolean => {
    let from = first;
    while (from < operations.length && isDone(done, from)) from += 1;
    const text = `${done} ${model.textOf(state)}`;
    if (tried.has(text)) return false;
    tried.add(text);
    let mustBeDoneBy = Number.POSITIVE_INFINITY;
    let left = false;
    for (let at = from; at < operations.length; at += 1) {
      const operation = operations[at];
      if (operation === undefined || operation.calledAt > mustBeDoneBy) break;
      if (isDone(done, at) || operation.response === undefined) continue;
      left = true;
      mustBeDoneBy = Math.min(mustBeDoneBy, operation.respondedAt);
    }
    if (!left) return true;
    for (let at = from; at < operations.length; at += 1) {
      const operation = operations[at];
      if (operation === undefined || operation.calledAt > mustBeDoneBy) break;
      if (isDone(done, at)) continue;
      const next = model.apply(state, operation.request);
      const possible =
        operation.response === undefined
          ? model.textOf(next.state) !== model.textOf(state)
          : model.sameResponse(next.response, operation.response);
      if (possible && search(done | (1n << BigInt(at)), from, next.state)) return true;
    }
    return false;
  };
  return search(0n, 0, model.start);
}

function isDone(done: bigint, at: number): boolean {
  return ((done >> BigInt(at)) & 1n) === 1n;
}
