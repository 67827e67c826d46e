// The sequential specification of a Service User and its tokens: the effect and the response of each request.
import type { Model } from './linearizability.ts';

export type TokenState = 'Active' | 'Revoked';

export interface AccountState {
  readonly active: boolean;
  /** By name, which is given once. */
  readonly tokens: Readonly<Record<string, TokenState>>;
}

export const ACTIONS = [
  'create',
  'revoke',
  'restore',
  'delete',
  'use',
  'list',
  'look',
  'revoke all',
  'deactivate',
  'reactivate',
] as const;
export type Action = (typeof ACTIONS)[number];

export interface AccountRequest {
  readonly action: Action;
  /** The name of a token, for requests about one. */
  readonly token: string;
}

/** The details are the states of the tokens, whether the account is active, or the number of revoked tokens. */
export interface AccountResponse {
  readonly status: number;
  readonly code?: string | undefined;
  readonly details?: unknown;
}

/** Of a new account with these tokens, all active. */
export function accountModel(tokens: readonly string[]): Model<AccountState, AccountRequest, AccountResponse> {
  return {
    start: { active: true, tokens: Object.fromEntries(tokens.map((name) => [name, 'Active'])) },
    apply,
    sameResponse: (one, other) => JSON.stringify(plain(one)) === JSON.stringify(plain(other)),
    textOf: ({ active, tokens }) => `${active} ${Object.entries(tokens).sort().join(' ')}`,
  };
}

function plain({ status, code, details }: AccountResponse): unknown[] {
  const isList = details !== null && typeof details === 'object';
  return [status, code ?? null, isList ? Object.entries(details).sort() : (details ?? null)];
}

function apply(
  state: AccountState,
  { action, token }: AccountRequest,
): { state: AccountState; response: AccountResponse } {
  const { active, tokens } = state;
  const known = tokens[token];
  const response = (status: number, code?: string, details?: unknown) => ({
    state,
    response: { status, code, details },
  });
  const becomes = (next: TokenState, status: number) => ({
    state: { active, tokens: { ...tokens, [token]: next } },
    response: { status },
  });
  const activeTokens = Object.entries(tokens).filter(([, one]) => one === 'Active');
  const isMissing = known === undefined;

  switch (action) {
    case 'create':
      return active ? becomes('Active', 201) : response(400, 'user_deactivated');
    case 'revoke':
      return isMissing ? response(404, 'token_not_found') : becomes('Revoked', 200);
    case 'restore':
      if (isMissing) return response(404, 'token_not_found');
      return active ? becomes('Active', 200) : response(400, 'user_deactivated');
    case 'delete': {
      if (isMissing) return response(404, 'token_not_found');
      if (known === 'Active') return response(400, 'token_active');
      const { [token]: _, ...others } = tokens;
      return { state: { active, tokens: others }, response: { status: 204 } };
    }
    case 'use':
      return response(active && known === 'Active' ? 200 : 401);
    case 'list':
      return response(200, undefined, tokens);
    case 'look':
      return response(200, undefined, active);
    case 'revoke all': {
      const revoked = Object.fromEntries(activeTokens.map(([name]) => [name, 'Revoked' as const]));
      return {
        state: { active, tokens: { ...tokens, ...revoked } },
        response: { status: 200, details: activeTokens.length },
      };
    }
    case 'deactivate':
      if (active && activeTokens.length > 0) return response(400, 'active_tokens');
      return { state: { active: false, tokens }, response: { status: 204 } };
    case 'reactivate':
      return { state: { active: true, tokens }, response: { status: 200 } };
  }
}
