// The fields that narrow a token or a federation policy (R15).
import * as z from 'zod/mini';
import { MAX_CIDRS } from '../domain/addresses.ts';
import { canonicalCidr } from '../domain/canonical-cidr.ts';
import { canonicalScopes, MAX_SCOPES, OPERATION_SCOPES, SCOPE } from '../domain/scopes.ts';
import { suggestion } from './suggestion.ts';

const Scope = z.string().check(z.regex(SCOPE, { error: ({ input }) => scopeMessage(String(input)) }));

/** Each scope once, in canonical order. */
export const Scopes = z.array(Scope).check(z.overwrite(canonicalScopes), z.maxLength(MAX_SCOPES));

function scopeMessage(given: string): string {
  const meant = suggestion(given, OPERATION_SCOPES);
  return meant === undefined
    ? `unknown scope; the scopes are ${OPERATION_SCOPES.join(', ')} and api:<name>`
    : `unknown scope; did you mean ${meant}?`;
}

const MAX_CIDR_LENGTH = 64;
const Cidr = z.string().check(
  z.maxLength(MAX_CIDR_LENGTH),
  z.refine((text) => text.length > MAX_CIDR_LENGTH || canonicalCidr(text) === text, {
    error: ({ input }) => cidrMessage(String(input)),
  }),
);

/** Addresses and networks, each once. */
export const AllowedCidrs = z.array(Cidr).check(
  z.overwrite((cidrs) => [...new Set(cidrs)].sort()),
  z.maxLength(MAX_CIDRS),
);

function cidrMessage(given: string): string {
  const canonical = canonicalCidr(given);
  return canonical === undefined
    ? 'must be an IPv4 or IPv6 address or network, such as 203.0.113.0/24 or 2001:db8::/32'
    : `must be written as ${canonical}`;
}
