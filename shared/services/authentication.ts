// Authenticates bearer tokens: look up the token, check it, build the principal. Nothing is cached and no index is read,
// so that every acknowledged change counts (R10).
import { hashToken, locateToken, sameHash } from '../auth/bearer-token.ts';
import { isAllowedAddress } from '../domain/addresses.ts';
import { type Principal, toPrincipal } from '../domain/principal.ts';
import { isActive, isRefusedAddressDue, isRetired, type Token, workingPreviousSecret } from '../domain/token.ts';
import { log } from '../telemetry/log.ts';
import { count } from '../telemetry/metrics.ts';
import type { Effects } from './ports/effects.ts';
import type { CredentialRecord, Credentials, UsedSecret } from './ports/queries.ts';
import { recordUse } from './record-use.ts';

/** Compared when there is no token, so that every rejection does the same work. */
const DUMMY_HASH = hashToken('no token');

/** What finding a token takes: the current time, and the account that the token names. */
export interface TokenLookupPorts extends Pick<Effects, 'now'> {
  readonly credentials: Pick<Credentials, 'find'>;
}

export interface AuthenticationPorts extends TokenLookupPorts {
  readonly credentials: Credentials;
}

/** A token that was found by one of its working secrets, with its account. */
export interface KnownToken extends UsedSecret {
  readonly account: CredentialRecord;
  /** The generation of the secret that was presented. */
  readonly generation: number;
}

/** A use that is rejected although the secret is, or was, one of the token: somebody may have a copy of it. */
export interface RejectedUse {
  /** The audit action of its record. */
  readonly action: 'token.retired_secret_used' | 'token.refused_address';
  readonly account_id: number;
  readonly token_id: number;
}

/** How a credential is presented. */
export interface Presentation {
  /** The address that the request came from. */
  readonly source_ip: string;
  /** Called for a retired secret once per rotation, and for an address that is not allowed once an hour per token. */
  readonly recordRejectedUse?: (use: RejectedUse) => Promise<void>;
}

/** From no address that a credential may be restricted to. */
export const UNKNOWN_SOURCE: Presentation = { source_ip: '' };

interface PresentedToken {
  readonly account: CredentialRecord;
  readonly token: Token;
  /** The newest secret, the previous one during the overlap, or one that no longer works. */
  readonly secret: 'newest' | 'previous' | 'retired';
}

/** The principal that a token authenticates; undefined when the token is rejected. */
export async function authenticateToken(
  ports: AuthenticationPorts,
  plaintext: string,
  presentation: Presentation = UNKNOWN_SOURCE,
): Promise<Principal | undefined> {
  const presented = await lookUpToken(ports, plaintext);
  if (presented?.secret === 'retired') {
    await reportRejectedUse(presented, { action: 'token.retired_secret_used', now: ports.now(), ...presentation });
  }
  const known = toKnownToken(presented);
  if (known === undefined || !isUsable(known, ports.now())) return undefined;
  const { account, token, generation } = known;
  if (!isAllowedAddress(token.allowed_cidrs, presentation.source_ip)) {
    await reportRejectedUse(known, { action: 'token.refused_address', now: ports.now(), ...presentation });
    return undefined;
  }
  // A concurrent repeat of the rotation replaced the secret, so the next look-up finds a retired one.
  if (!(await recordUse(ports, account, known))) return authenticateToken(ports, plaintext, presentation);
  const authenticatedBy = account.user.user_type === 'Service' ? 'service_token' : 'personal_token';
  return toPrincipal(account.user, authenticatedBy, {
    token: { id: token.id, generation },
    narrowing: token,
  });
}

/** The token whose newest or working previous secret the plaintext is, whatever the status of the token. */
export async function findTokenBySecret(ports: TokenLookupPorts, plaintext: string): Promise<KnownToken | undefined> {
  return toKnownToken(await lookUpToken(ports, plaintext));
}

/** Like `findTokenBySecret`, but only if the token may be used now (R7, R9, R10). */
export async function verifyToken(ports: AuthenticationPorts, plaintext: string): Promise<KnownToken | undefined> {
  const known = await findTokenBySecret(ports, plaintext);
  return known && isUsable(known, ports.now()) ? known : undefined;
}

/** One strongly consistent read. Undefined when the plaintext is no secret of a token, after the same work. */
export async function lookUpToken(ports: TokenLookupPorts, plaintext: string): Promise<PresentedToken | undefined> {
  const locator = locateToken(plaintext);
  if (locator === undefined) return undefined;
  const account = await ports.credentials.find(locator);
  const token = account?.token;
  const hash = hashToken(plaintext);
  const isNewest = sameHash(hash, token?.hash ?? DUMMY_HASH);
  const isPrevious = sameHash(hash, token?.previous?.hash ?? DUMMY_HASH);
  if (account === undefined || token === undefined) return undefined;
  if (isNewest) return { account, token, secret: 'newest' };
  if (isPrevious && workingPreviousSecret(token, ports.now())) return { account, token, secret: 'previous' };
  return isPrevious || isRetired(token, hash) ? { account, token, secret: 'retired' } : undefined;
}

function toKnownToken(presented: PresentedToken | undefined): KnownToken | undefined {
  if (presented === undefined || presented.secret === 'retired') return undefined;
  const { account, token, secret } = presented;
  const isPrevious = secret === 'previous';
  const { generation } = (isPrevious && token.previous) || token;
  return { account, token, isPrevious, generation };
}

function isUsable({ account, token }: KnownToken, now: Date): boolean {
  return account.user.deleted_at === null && isActive(token, now);
}

/** The metric of each rejected use, which counts every one, and when a use is recorded as well. */
const REJECTED_USES = {
  'token.retired_secret_used': {
    metric: 'RetiredSecretsUsed',
    isDue: ({ previous }: Token) => previous?.retired_use === null,
  },
  'token.refused_address': { metric: 'AddressesRefused', isDue: isRefusedAddressDue },
} as const;

/** A failure to record the use does not change the rejection. */
async function reportRejectedUse(
  { account: { user }, token }: Pick<PresentedToken, 'account' | 'token'>,
  { action, now, recordRejectedUse }: Presentation & Pick<RejectedUse, 'action'> & { readonly now: Date },
): Promise<void> {
  const { metric, isDue } = REJECTED_USES[action];
  const use = { action, account_id: user.id, token_id: token.id };
  count(metric, { user_id: user.user_id, token_id: token.id });
  if (!isDue(token, now)) return;
  await recordRejectedUse?.(use).catch((cause: Error) =>
    log('WARN', 'a rejected use was not recorded', { ...use, cause: cause.name }),
  );
}
