// Finds the route of a request as HTTP APIs do: by the decoded path, with fixed segments before parameters.

export interface Routable {
  readonly method: string;
  /** `/api/users/{id}` */
  readonly path: string;
}

interface Match<R> {
  readonly route: R;
  /** Undefined if the route has no parameters. */
  readonly pathParameters: Readonly<Record<string, string>> | undefined;
}

export type Router<R> = (method: string, path: string) => Match<R> | undefined;

const PARAMETER = /^\{(\w+)\}$/;

export function createRouter<R extends Routable>(routes: readonly R[]): Router<R> {
  const fixed = new Map<string, Match<R>>();
  const parametric = new Map<string, Pattern<R>[]>();
  for (const route of routes) {
    const pattern = createPattern(route);
    if (pattern.names.every((name) => name === undefined)) {
      fixed.set(`${route.method} ${route.path}`, { route, pathParameters: undefined });
    } else {
      const key = `${route.method} ${pattern.segments.length}`;
      parametric.set(key, [...(parametric.get(key) ?? []), pattern].sort(moreSpecificFirst));
    }
  }
  return (method, path) => {
    const match = fixed.get(`${method} ${path}`);
    if (match) return match;
    const segments = path.split('/');
    for (const pattern of parametric.get(`${method} ${segments.length}`) ?? []) {
      if (fits(pattern, segments)) return { route: pattern.route, pathParameters: parametersOf(pattern, segments) };
    }
    return undefined;
  };
}

interface Pattern<R> {
  readonly route: R;
  readonly segments: readonly string[];
  /** Name of the parameter of each segment, or undefined for a fixed segment. */
  readonly names: readonly (string | undefined)[];
}

function createPattern<R extends Routable>(route: R): Pattern<R> {
  const segments = route.path.split('/');
  return { route, segments, names: segments.map((segment) => PARAMETER.exec(segment)?.[1]) };
}

/** Sorts `/users/self/tokens` before `/users/{id}/tokens` before `/{kind}/self/tokens`. */
function moreSpecificFirst(a: Pattern<unknown>, b: Pattern<unknown>): number {
  const different = a.names.findIndex((name, i) => (name === undefined) !== (b.names[i] === undefined));
  if (different === -1) return 0;
  return a.names[different] === undefined ? -1 : 1;
}

/** A parameter matches one non-empty segment: `/users/` does not match `/users/{id}`. */
function fits({ segments, names }: Pattern<unknown>, actual: readonly string[]): boolean {
  return actual.every((value, i) => (names[i] === undefined ? segments[i] === value : value !== ''));
}

function parametersOf({ names }: Pattern<unknown>, actual: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name, i) => (name === undefined ? [] : [[name, actual[i] ?? '']])));
}
