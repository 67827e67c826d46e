// A process of clients that send random requests about shared Service Users, and report the responses to the parent process.
import type { ApiResponse } from '../../support/api-response.ts';
import { type HttpClient, httpClient } from '../../support/http-client.ts';
import { ACTIONS, type AccountRequest, type AccountResponse, type Action, type TokenState } from './account-model.ts';
import type { Observed } from './linearizability.ts';

/** A Service User that the clients share, and its first token. */
export interface SharedAccount {
  readonly id: number;
  readonly token: { readonly id: number; readonly name: string; readonly bearer: string };
}

/** A message of the parent process: the connection, the accounts to use from now on, or the end. */
export type Order =
  | { readonly url: string; readonly adminToken: string; readonly clients: number; readonly name: string }
  | { readonly accounts: readonly SharedAccount[] }
  | 'stop';

/** A message to the parent process. */
export type Seen = Observed<AccountRequest, AccountResponse> & { readonly account: number };

interface KnownToken {
  readonly id: number;
  /** Only the process that made the token has its plaintext. */
  readonly bearer: string | undefined;
}

let accounts: readonly SharedAccount[] = [];
let over = false;
const known = new Map<number, Map<string, KnownToken>>();

process.on('message', (order: Order) => {
  if (order === 'stop') over = true;
  else if ('accounts' in order) {
    accounts = order.accounts;
    known.clear();
    for (const { id, token } of accounts) known.set(id, new Map([[token.name, token]]));
  } else {
    const clients = Array.from({ length: order.clients }, (_, index) => work(order, `${order.name}${index}`));
    Promise.all(clients).then(() => process.disconnect());
  }
});

async function work({ url, adminToken }: Extract<Order, { url: string }>, name: string): Promise<void> {
  const admin = httpClient(url, adminToken);
  for (let turn = 0; !over; turn += 1) {
    const { id } = pick(accounts) ?? {};
    const tokens = id === undefined ? undefined : known.get(id);
    if (id === undefined || tokens === undefined) {
      await new Promise((waited) => setTimeout(waited, 50));
      continue;
    }
    const request = requestFor(tokens, `${name}.${turn}`);
    const calledAt = now();
    const response = await send(request, id, tokens, admin, url).catch(unknownWithoutResponse);
    if (response === 'not done') continue;
    const seen = { account: id, request, calledAt };
    process.send?.(
      response === 'unknown'
        ? { ...seen, respondedAt: Number.POSITIVE_INFINITY }
        : { ...seen, response, respondedAt: now() },
    );
  }
}

/** A response that breaks a rule of the HTTP client fails the process. */
function unknownWithoutResponse(error: unknown): 'unknown' {
  if (error instanceof TypeError && error.message === 'fetch failed') return 'unknown';
  throw error;
}

/** The monotonic clock of the machine, which all processes share, in microseconds. */
function now(): number {
  return Number(process.hrtime.bigint() / 1000n);
}

/** Quick requests are frequent, and requests that block others are rare. */
const OFTEN: Partial<Record<Action, number>> = {
  use: 6,
  list: 3,
  look: 2,
  create: 2,
  revoke: 3,
  restore: 3,
  delete: 2,
};
const DRAWN = ACTIONS.flatMap((action) => Array.from({ length: OFTEN[action] ?? 1 }, () => action));

/** Below the limit of tokens per account. */
const MOST_TOKENS = 8;

function requestFor(tokens: ReadonlyMap<string, KnownToken>, newName: string): AccountRequest {
  const action = pick(DRAWN) as Action;
  if (action === 'create') {
    return tokens.size < MOST_TOKENS ? { action, token: newName } : { action: 'list', token: '' };
  }
  const usable = [...tokens].filter(([, { bearer }]) => action !== 'use' || bearer !== undefined);
  const token = pick(usable)?.[0];
  return token === undefined ? { action: 'list', token: '' } : { action, token };
}

async function send(
  { action, token }: AccountRequest,
  account: number,
  tokens: Map<string, KnownToken>,
  admin: HttpClient,
  url: string,
): Promise<AccountResponse | 'unknown' | 'not done'> {
  const { id, bearer } = tokens.get(token) ?? {};
  const requests: Record<Action, () => Promise<ApiResponse>> = {
    create: () => admin.post('/api/user-tokens', { name: token, user_id: account, expires_in_days: 30 }),
    revoke: () => admin.put(`/api/user-tokens/${id}`, { revoke: true }),
    restore: () => admin.put(`/api/user-tokens/${id}`, { revoke: false }),
    delete: () => admin.delete(`/api/user-tokens/${id}`),
    use: () => httpClient(url, bearer).get('/api/me'),
    list: () => admin.get(`/api/user-tokens/service?user_id=${account}&size=200`),
    look: () => admin.get(`/api/users/${account}`),
    'revoke all': () => admin.post(`/api/users/${account}/revoke-tokens`),
    deactivate: () => admin.delete(`/api/users/${account}`),
    reactivate: () => admin.post(`/api/users/${account}/reactivate`),
  };
  const { status, body } = await requests[action]();
  if (status === 503 && ['busy', 'storage_unavailable'].includes(body.code)) return 'not done';
  if (status >= 500) return 'unknown';
  if (action === 'create' && status === 201) tokens.set(token, { id: body.id, bearer: body.bearer_token });
  if (action === 'delete' && (status === 204 || status === 404)) tokens.delete(token);
  if (action === 'list' && status === 200) {
    for (const { name, id } of body.items) {
      if (!tokens.has(name)) tokens.set(name, { id, bearer: undefined });
    }
  }
  return {
    status,
    code: status < 400 || status === 401 ? undefined : body.code,
    details: detailsOf(action, status, body),
  };
}

function detailsOf(action: Action, status: number, body: ApiResponse['body']): unknown {
  if (status !== 200) return undefined;
  if (action === 'revoke all') return body.revoked;
  if (action === 'look') return body.deleted_at === null;
  if (action !== 'list') return undefined;
  const items: { name: string; status: TokenState }[] = body.items;
  return Object.fromEntries(items.map((item) => [item.name, item.status]));
}

function pick<T>(values: readonly T[]): T | undefined {
  return values[Math.floor(Math.random() * values.length)];
}
