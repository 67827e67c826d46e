// The bearer credential of a request, out of its Authorization header.

/** RFC 6750, 2.1. Two headers arrive joined by a comma, which no credential has: awaitAll they are none. */
const BEARER = /^Bearer +([\w.~+/-]+=*)$/i;

export function bearerCredential(header: string | undefined): string | undefined {
  return BEARER.exec(header ?? '')?.[1];
}
