// The identity of an OIDC token, by which a token that can be used once is remembered.
import { hash } from 'node:crypto';

/**
 * Returns the claim `jti` of a token; a hash of what is signed when it has none. The signature is left out of the hash,
 * because the same signature can be encoded in more than one way.
 *
 * @param claims - The claims of the token, after its verification.
 */
export function tokenIdOf({ jti }: { readonly jti?: unknown }, token: string): string {
  if (typeof jti === 'string' && jti !== '') return jti;
  return hash('sha256', token.slice(0, token.lastIndexOf('.')), 'base64url');
}
