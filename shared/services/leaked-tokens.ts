// Marks leaked tokens as compromised, and ends leaked sessions. Anyone who has the plaintext may report it, and the response reveals nothing.
import { hashToken, locateSession, locateToken, sameHash } from '../auth/bearer-token.ts';
import { findTokens } from '../auth/find-tokens.ts';
import type { Account } from '../domain/account.ts';
import { compromiseToken } from '../domain/account-tokens.ts';
import { ANONYMOUS_REPORTER } from '../domain/audit.ts';
import * as errors from '../domain/errors.ts';
import type { Session } from '../domain/session.ts';
import { hasMadeNewest, type Token } from '../domain/token.ts';
import { count } from '../telemetry/metrics.ts';
import { lookUpToken } from './authentication.ts';
import { awaitAll } from './await-all.ts';
import { changeAccount } from './change-account.ts';
import { identity } from './commit-with-retry.ts';
import type { Ports } from './ports/ports.ts';
import type { RequestContext } from './ports/request-context.ts';
import { endLeakedSession, type SessionPorts } from './sessions.ts';

type LeakedTokenPorts = SessionPorts & Pick<Ports, 'tokenPrefix'>;

/**
 * The maximum number of distinct tokens and sessions that are processed in one report. It bounds the cost of a report of
 * forged ones: one round trip that reads at most this many accounts and sessions.
 */
const MAX_TOKENS = 100;

/**
 * Marks each token in the texts as compromised, and ends each session. A plaintext that neither works nor has made the newest secret of its token
 * is ignored, and so are tokens beyond the first 100 distinct ones.
 *
 * @throws DomainError `outcome_unknown` when only some of the tokens may have been marked.
 */
export async function compromiseLeakedTokens(
  ports: LeakedTokenPorts,
  context: RequestContext,
  texts: readonly string[],
): Promise<void> {
  const plaintexts = [...new Set(texts.flatMap((text) => findTokens(text, ports.tokenPrefix)))].slice(0, MAX_TOKENS);
  const [accounts, sessions] = await awaitAll([readAccounts(ports, plaintexts), findLeakedSessions(ports, plaintexts)]);
  const changed = new Set<number>();
  for (const known of await findKnownTokens(ports, plaintexts, accounts)) {
    const { id } = known.account.user;
    try {
      const account = changed.has(id) ? await ports.accounts.byId(id) : accounts.get(id);
      if (account !== undefined) await compromise(ports, context, account, known);
    } catch (cause) {
      throw changed.size > 0 ? errors.outcomeUnknown(cause) : cause;
    }
    changed.add(id);
  }
  for (const session of sessions) {
    try {
      await endLeakedSession(ports, context, session);
    } catch (cause) {
      throw changed.size > 0 ? errors.outcomeUnknown(cause) : cause;
    }
    changed.add(session.account_id);
  }
}

/** The sessions whose plaintexts were reported, in one round trip. */
async function findLeakedSessions(ports: LeakedTokenPorts, plaintexts: readonly string[]): Promise<Session[]> {
  const reported = new Map(
    plaintexts.flatMap((plaintext) => {
      const locator = locateSession(plaintext);
      return locator ? [[`${locator.account_id} ${locator.session_id}`, { plaintext, ...locator }] as const] : [];
    }),
  );
  const ids = [...reported.values()].map(({ account_id, session_id }) => ({ account_id, id: session_id }));
  const found = ids.length > 0 ? await ports.sessions.byIds(ids) : [];
  return found.filter(({ account_id, id, hash }) =>
    sameHash(hashToken(reported.get(`${account_id} ${id}`)?.plaintext ?? ''), hash),
  );
}

/** Reads the accounts that the plaintexts name, in one round trip. */
async function readAccounts(
  ports: LeakedTokenPorts,
  plaintexts: readonly string[],
): Promise<ReadonlyMap<number, Account>> {
  const ids = new Set(plaintexts.flatMap((plaintext) => locateToken(plaintext)?.account_id ?? []));
  if (ids.size === 0) return new Map();
  return new Map((await ports.accounts.byIds([...ids])).map((account) => [account.user.id, account]));
}

/** A token, with the hash of the secret of it that was reported. */
interface ReportedToken {
  readonly token: Token;
  readonly account: Pick<Account, 'user'>;
  readonly hash: string;
}

/** Finds the tokens that the reported secrets compromise, without those that are already compromised. */
async function findKnownTokens(
  { now }: LeakedTokenPorts,
  plaintexts: readonly string[],
  accounts: ReadonlyMap<number, Account>,
): Promise<ReportedToken[]> {
  const find = async ({ account_id, token_id }: { account_id: number; token_id: number }) => {
    const account = accounts.get(account_id);
    return account && { ...account, token: account.tokens.find(({ id }) => id === token_id) };
  };
  const reported: ReportedToken[] = [];
  for (const plaintext of plaintexts) {
    const found = await lookUpToken({ now, credentials: { find } }, plaintext);
    if (found === undefined || found.token.compromised_at !== null) continue;
    const hash = hashToken(plaintext);
    const counts = found.secret !== 'retired' || hasMadeNewest(found.token, hash);
    const isNew = reported.every(({ token }) => token.id !== found.token.id);
    if (counts && isNew) reported.push({ ...found, hash });
  }
  return reported;
}

async function compromise(
  ports: LeakedTokenPorts,
  context: RequestContext,
  account: Account,
  { token, hash }: ReportedToken,
): Promise<void> {
  await changeAccount(ports, { ...context, actor: ANONYMOUS_REPORTER }, account, {
    steps: [{ action: 'token.compromised', apply: (current, now) => compromiseToken(current, token.id, hash, now) }],
    present: identity,
  });
  count('TokensCompromised', { request_id: context.request_id, user_id: account.user.user_id, token_id: token.id });
}
