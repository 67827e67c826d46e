// Reads the bearer credential from the Authorization header of a request.

/**
 * The syntax of RFC 6750, section 2.1. API Gateway joins two headers with a comma, which no credential contains, so a
 * request with two headers has no credential.
 */
const BEARER = /^Bearer +([\w.~+/-]+=*)$/i;

export function bearerCredential(header: string | undefined): string | undefined {
  return BEARER.exec(header ?? '')?.[1];
}
