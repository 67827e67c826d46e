// Exchanges an OIDC token for a session (RFC 8693): the token of a workload for a session of the Service User whose federation
// policy accepts it, and the ID token of a person for a session of the person.
import { tokenIdOf } from '../auth/token-id.ts';
import { readUnverifiedIssuer, type WorkloadTokenResult, type WorkloadTokenVerifier } from '../auth/workload-token.ts';
import { ACCESS_TOKEN, TOKEN_EXCHANGE, type TokenExchange } from '../contracts/oauth.ts';
import type { ExchangedToken } from '../contracts/responses.ts';
import type { Account } from '../domain/account.ts';
import { canonicalJson } from '../domain/canonical-json.ts';
import * as errors from '../domain/errors.ts';
import { DomainError } from '../domain/errors.ts';
import { type Claims, matchPolicy } from '../domain/federation-match.ts';
import type { FederationPolicy } from '../domain/federation-policy.ts';
import { issuesSingleUseTokens } from '../domain/federation-providers.ts';
import { containsToken } from '../domain/quote.ts';
import type { SessionFederation } from '../domain/session.ts';
import { log } from '../telemetry/log.ts';
import { count } from '../telemetry/metrics.ts';
import { type LoginPorts, login } from './login.ts';
import { pathId } from './path-id.ts';
import type { FederationUses } from './ports/queries.ts';
import type { Sessions, SpentToken } from './ports/repositories.ts';
import type { RequestContext } from './ports/request-context.ts';
import { mintedSession } from './sessions.ts';

export interface TokenExchangePorts extends LoginPorts {
  readonly sessions: Pick<Sessions, 'create'>;
  readonly federationUses: Pick<FederationUses, 'record'>;
  readonly verifyWorkloadToken: WorkloadTokenVerifier;
  /** The issuer and the audience of the ID tokens of people, which no workload may present. */
  readonly people: { readonly issuer: string; readonly audience: string };
}

/**
 * Every rejection has the same error. Only the log says why; an Admin finds the reason with the test of a federation policy.
 *
 * @throws DomainError `unsupported_grant_type`, `invalid_grant`; `issuer_keys_unavailable`.
 */
export async function exchangeToken(
  ports: TokenExchangePorts,
  context: RequestContext,
  request: TokenExchange,
): Promise<ExchangedToken> {
  if (request.grant_type !== TOKEN_EXCHANGE) throw errors.unsupportedGrantType();
  const { client_id, subject_token } = request;
  try {
    const exchanged =
      client_id === undefined
        ? await exchangeIdToken(ports, context, subject_token)
        : await exchangeWorkloadToken(ports, context, { client_id, subject_token });
    const { user_id, policy_id } = exchanged;
    const used = { user_id, ...(policy_id !== undefined && { policy_id }) };
    count('Exchanges', { outcome: 'accepted', request_id: context.request_id, ...used });
    return {
      access_token: exchanged.plaintext,
      issued_token_type: ACCESS_TOKEN,
      token_type: 'Bearer',
      expires_in: exchanged.expires_in,
    };
  } catch (error) {
    const isRejection = error instanceof DomainError && error.kind !== 'unavailable';
    const { request_id, source_ip } = context;
    count('Exchanges', { outcome: isRejection ? 'refused' : 'failed', request_id, source_ip });
    if (!isRejection) throw error;
    const { reason, comparedWith } =
      error instanceof Rejection ? error : { reason: error.code, comparedWith: undefined };
    log('INFO', 'token exchange rejected', { request_id, reason, ...comparedWith });
    throw errors.invalidGrant();
  }
}

interface Exchanged {
  readonly user_id: string;
  readonly plaintext: string;
  /** In seconds. */
  readonly expires_in: number;
  /** The federation policy that accepted the token; undefined for a person. */
  readonly policy_id?: number;
}

async function exchangeIdToken(
  ports: TokenExchangePorts,
  context: RequestContext,
  idToken: string,
): Promise<Exchanged> {
  const { user_id, session } = await login(ports, context, idToken);
  return { user_id, plaintext: session.access_token, expires_in: session.expires_in };
}

/** Whose policy a token was compared with. It is logged only for a token with a valid signature. */
interface ComparedWith {
  readonly user_id: string;
  readonly policy_id: number;
}

/** A rejection with a reason for the log. */
class Rejection extends DomainError {
  readonly reason: string;
  readonly comparedWith: ComparedWith | undefined;

  constructor(reason: string, comparedWith?: ComparedWith) {
    const { kind, code, message } = errors.invalidGrant();
    super(kind, code, message);
    this.reason = reason;
    this.comparedWith = comparedWith;
  }
}

async function exchangeWorkloadToken(
  ports: TokenExchangePorts,
  context: RequestContext,
  { client_id, subject_token }: { readonly client_id: string; readonly subject_token: string },
): Promise<Exchanged> {
  const issuer = readUnverifiedIssuer(subject_token);
  const account = await findClient(ports, client_id);
  if (issuer === undefined) throw new Rejection('malformed token');
  if (account === undefined || account.user.user_type !== 'Service') throw new Rejection('unknown Service User');
  if (account.user.deleted_at !== null) throw new Rejection('deactivated Service User');
  const candidates = account.federation_policies.filter((policy) => policy.enabled && policy.issuer === issuer);
  // Only an issuer that a policy trusts is asked for its keys.
  if (candidates.length === 0) throw new Rejection('no enabled policy for the issuer');
  const verified = await verifyFor(ports, candidates, subject_token);
  const accepted = verified.find(({ policy, claims }) => accepts(ports, policy, claims));
  if (accepted === undefined) {
    const [first] = verified;
    if (first === undefined) throw new Rejection('invalid token');
    return rejectVerified(ports, context, account, { ...first, reason: 'no policy accepts the claims' });
  }
  return createSession(ports, context, { account, ...accepted, subject_token });
}

/** The account with this `id` or `user_id`; undefined after as many reads as for one that exists. */
async function findClient({ accounts }: TokenExchangePorts, client_id: string): Promise<Account | undefined> {
  const id = pathId(client_id);
  if (id !== undefined) return accounts.byId(id);
  return (await accounts.byUserId(client_id)) ?? accounts.byId(NO_ACCOUNT);
}

/** Ids start at 1. */
const NO_ACCOUNT = 0;

interface VerifiedToken {
  readonly policy: FederationPolicy;
  readonly claims: Claims;
}

/**
 * The policies by whose keys the token is valid. Policies of one issuer usually share the keys, which are then used once.
 *
 * @throws DomainError `issuer_keys_unavailable` when the token is valid by no policy, and the keys of one are unknown.
 */
async function verifyFor(
  { verifyWorkloadToken }: TokenExchangePorts,
  candidates: readonly FederationPolicy[],
  token: string,
): Promise<VerifiedToken[]> {
  const results = new Map<string, WorkloadTokenResult>();
  const verified: VerifiedToken[] = [];
  for (const policy of candidates) {
    const keys = canonicalJson(policy.jwks);
    const result = results.get(keys) ?? (await verifyWorkloadToken(token, policy));
    results.set(keys, result);
    if (result.outcome === 'verified') verified.push({ policy, claims: result.claims });
  }
  const unreachable = [...results.values()].find(({ outcome }) => outcome === 'keys_unreachable');
  if (verified.length === 0 && unreachable) throw errors.issuerKeysUnavailable();
  return verified;
}

/** An ID token of a person is no token of a workload, whatever a policy says. */
function accepts({ people }: TokenExchangePorts, policy: FederationPolicy, claims: Claims): boolean {
  const isOfPerson = policy.issuer === people.issuer && policy.audience === people.audience;
  return !isOfPerson && matchPolicy(policy, claims).every(({ passed }) => passed);
}

/** A session id is taken once in billions of exchanges, and a transaction conflicts only with another use of the token. */
const CREATION_ATTEMPTS = 3;

interface AcceptedToken extends VerifiedToken {
  readonly account: Account;
  readonly subject_token: string;
}

/** The session carries the epoch and the version as they were read, so that a change since then ends it at once. */
async function createSession(
  ports: TokenExchangePorts,
  context: RequestContext,
  { account, policy, claims, subject_token }: AcceptedToken,
): Promise<Exchanged> {
  const federation: SessionFederation = {
    policy_id: policy.id,
    policy_version: policy.version,
    subject: subjectOf(claims),
  };
  const expires_in = policy.session_minutes * 60;
  const grant = { authenticated_by: 'federation', federation, lifetime_ms: expires_in * 1000 } as const;
  const spent = spentToken(policy, claims, subject_token);
  for (let attempt = 0; attempt < CREATION_ATTEMPTS; attempt += 1) {
    const { session, plaintext } = mintedSession(ports, account, grant, ports.now());
    const isCreated = await ports.sessions.create({ session, spent }).catch((error) => {
      const isReplay = error instanceof DomainError && error.code === 'id_token_used';
      if (!isReplay) throw error;
      return rejectVerified(ports, context, account, { policy, claims, reason: 'token used before' });
    });
    if (!isCreated) continue;
    await record(ports, context, account, { policy, claims, outcome: 'used' });
    return { user_id: account.user.user_id, plaintext, expires_in, policy_id: policy.id };
  }
  throw errors.busy();
}

/** The mark of a token that can be exchanged once. Undefined when the issuer means its tokens to be used until they expire. */
function spentToken({ issuer }: FederationPolicy, claims: Claims, token: string): SpentToken | undefined {
  if (!issuesSingleUseTokens(issuer)) return undefined;
  return { issuer, token_id: tokenIdOf(claims, token), expires: Number(claims.exp) };
}

/** The longest subject that sessions and audit entries repeat. */
const MAX_SUBJECT_LENGTH = 255;

/** The claim `sub`, shortened. A subject may contain a secret by mistake, which is not stored (R11). */
function subjectOf({ sub }: Claims): string {
  const subject = String(sub);
  return containsToken(subject) ? '[contains a token]' : subject.slice(0, MAX_SUBJECT_LENGTH);
}

/** Records the rejection of a token with a valid signature. Another token is not recorded, because anyone can send one. */
async function rejectVerified(
  ports: TokenExchangePorts,
  context: RequestContext,
  account: Account,
  { reason, ...verified }: VerifiedToken & { readonly reason: string },
): Promise<never> {
  await record(ports, context, account, { ...verified, outcome: 'refused' });
  throw new Rejection(reason, { user_id: account.user.user_id, policy_id: verified.policy.id });
}

function record(
  { federationUses, now }: TokenExchangePorts,
  { request_id }: RequestContext,
  account: Account,
  { policy, claims, outcome }: VerifiedToken & { readonly outcome: 'used' | 'refused' },
): Promise<void> {
  return federationUses.record({ account, policy, subject: subjectOf(claims), outcome, request_id, now: now() });
}
