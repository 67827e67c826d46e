// Finds the route of a request as HTTP APIs do: by the decoded path, with fixed segments before parameters, and greedy
// parameters last.

export interface Routable {
  /** An HTTP method, or `ANY`. */
  readonly method: string;
  /** `/api/users/{id}`, or `/files/{proxy+}` */
  readonly path: string;
}

interface Match<R> {
  readonly route: R;
  /** Undefined if the route has no parameters. */
  readonly pathParameters: Readonly<Record<string, string>> | undefined;
}

export type Router<R> = (method: string, path: string) => Match<R> | undefined;

const PARAMETER = /^\{(\w+)\}$/;
const GREEDY = /^(.*\/)\{(\w+)\+\}$/;

export function createRouter<R extends Routable>(routes: readonly R[]): Router<R> {
  const fixed = new Map<string, Match<R>>();
  const parametric = new Map<string, Pattern<R>[]>();
  const greedy = routes
    .flatMap((route) => greedyPattern(route) ?? [])
    .sort((a, b) => b.prefix.length - a.prefix.length);
  for (const route of routes) {
    if (GREEDY.test(route.path)) continue;
    const pattern = createPattern(route);
    if (pattern.names.every((name) => name === undefined)) {
      fixed.set(`${route.method} ${route.path}`, { route, pathParameters: undefined });
    } else {
      const key = `${route.method} ${pattern.segments.length}`;
      parametric.set(key, [...(parametric.get(key) ?? []), pattern].sort(moreSpecificFirst));
    }
  }
  const matchExactly = (method: string, path: string): Match<R> | undefined => {
    const match = fixed.get(`${method} ${path}`);
    if (match) return match;
    const segments = path.split('/');
    for (const pattern of parametric.get(`${method} ${segments.length}`) ?? []) {
      if (fits(pattern, segments)) return { route: pattern.route, pathParameters: parametersOf(pattern, segments) };
    }
    return undefined;
  };
  return (method, path) => {
    const match = matchExactly(method, path) ?? matchExactly('ANY', path);
    if (match) return match;
    const pattern = greedy.find(
      ({ route, prefix }) => [method, 'ANY'].includes(route.method) && path.startsWith(prefix),
    );
    return pattern && { route: pattern.route, pathParameters: { [pattern.name]: path.slice(pattern.prefix.length) } };
  };
}

interface GreedyPattern<R> {
  readonly route: R;
  /** The path up to the parameter, with a slash at its end. The rest of the path may be empty. */
  readonly prefix: string;
  readonly name: string;
}

function greedyPattern<R extends Routable>(route: R): GreedyPattern<R> | undefined {
  const [, prefix, name] = GREEDY.exec(route.path) ?? [];
  return prefix !== undefined && name !== undefined ? { route, prefix, name } : undefined;
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
