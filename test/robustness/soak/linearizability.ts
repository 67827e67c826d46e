// Whether a history of requests is one that could have happened one after the other, each at some moment between its call and its
// response: the search of Wing and Gong, with Lowe's memory of what was tried.

/** A request as its client saw it. Times are of one clock. */
export interface Observed<Request, HttpResponse> {
  readonly request: Request;
  /** Undefined when it is not known whether it was done: it may be done at any time since, or never. */
  readonly response: HttpResponse | undefined;
  readonly calledAt: number;
  readonly answeredAt: number;
}

export interface Model<State, Request, HttpResponse> {
  readonly start: State;
  /** The state after the request, and what it is responded, when it meets that state. */
  apply(state: State, request: Request): { readonly state: State; readonly response: HttpResponse };
  sameAnswer(one: HttpResponse, other: HttpResponse): boolean;
  /** The same text for the same state. */
  textOf(state: State): string;
}

/** The longest beginning of the history, in the order of the calls, that is linearizable; all of it when all is well. */
export function linearizable<State, Request, HttpResponse>(
  model: Model<State, Request, HttpResponse>,
  history: readonly Observed<Request, HttpResponse>[],
): boolean {
  const operations = [...history].sort((one, other) => one.calledAt - other.calledAt);
  const tried = new Set<string>();

  /** @param done - A bit for each operation. @param first - None before it is to be done. */
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
      mustBeDoneBy = Math.min(mustBeDoneBy, operation.answeredAt);
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
          : model.sameAnswer(next.response, operation.response);
      if (possible && search(done | (1n << BigInt(at)), from, next.state)) return true;
    }
    return false;
  };
  return search(0n, 0, model.start);
}

function isDone(done: bigint, at: number): boolean {
  return ((done >> BigInt(at)) & 1n) === 1n;
}
