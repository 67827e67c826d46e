// The HTTP checks of a deployment: a life of one Service User, from its creation to its deactivation. See
// docs/first-deployment.md for what each check proves.

export interface SmokeOptions {
  /** URL of the bearer API. */
  readonly url: string;
  /** URL of the signed API. @default its check is left out */
  readonly signedUrl?: string | undefined;
  /** A personal token of an Admin. */
  readonly adminToken: string;
  /** Makes the names of the test's team and Service User unique. */
  readonly suffix: string;
  /** Gets the result of each check, as soon as it is known. */
  readonly report: (result: SmokeResult) => void;
}

export interface SmokeResult {
  readonly check: string;
  /** What was wrong; undefined if the check passed. */
  readonly failure?: string;
}

interface Reply {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: a check reads what it expects, and fails where it is not.
  readonly body: any;
}

interface SentRequest {
  readonly token?: string;
  readonly body?: unknown;
}

/** Runs the checks in order. Each needs the ones before it, so the first failure ends the run. @returns whether all passed */
export async function runSmokeChecks(options: SmokeOptions): Promise<boolean> {
  const { url, signedUrl, adminToken, suffix, report } = options;

  async function send(method: string, target: string, { token, body }: SentRequest = {}): Promise<Reply> {
    const headers = {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    };
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const response = await fetch(target, { method, headers, ...sent, signal: AbortSignal.timeout(30_000) });
    return { status: response.status, body: parseJson(await response.text()) };
  }

  /** @throws Error with the response when its status is another one */
  async function expectStatus(expected: number, method: string, target: string, sent?: SentRequest): Promise<Reply> {
    const reply = await send(method, target, sent);
    if (reply.status === expected) return reply;
    const received = `${reply.status} ${JSON.stringify(reply.body)}`;
    throw new Error(`${method} ${target} responded with ${received} instead of ${expected}`);
  }

  const me = (expected: number, token?: string) =>
    expectStatus(expected, 'GET', `${url}/api/me`, token === undefined ? {} : { token });
  const admin = (expected: number, method: string, path: string, body?: unknown) =>
    expectStatus(expected, method, url + path, { token: adminToken, body });

  const made = { team: 0, user: 0, token: 0, secret: '', rotated: '' };
  const checks: Readonly<Record<string, () => Promise<unknown>>> = {
    'the API document is public': () => expectStatus(200, 'GET', `${url}/api/openapi.json`),
    'a request without a credential gets 401': () => me(401),
    'a request with an invalid token gets 401': () => me(401, 'svc_0_invalid'),
    'the first Admin is authenticated': async () => {
      const { body } = await me(200, adminToken);
      requireThat(body.role === 'Admin', `the token belongs to ${body.user_id}, which is no Admin`);
    },
    'a team is created in one transaction': async () => {
      made.team = (await admin(201, 'POST', '/api/teams', { name: `Smoke test ${suffix}` })).body.id;
    },
    'a Service User is created in one transaction, with its team and its token': async () => {
      const token = { name: 'smoke test', expires_in_days: 1 };
      const user = { name: `Smoke test ${suffix}`, teams: [`Smoke test ${suffix}`], token };
      const { body } = await admin(201, 'POST', '/api/users', user);
      Object.assign(made, { user: body.id, token: body.token.id, secret: body.token.bearer_token });
    },
    'its token is accepted by the next request': () => me(200, made.secret),
    'its token rotates itself': async () => {
      const rotate = `${url}/api/user-tokens/self/rotate`;
      made.rotated = (await expectStatus(200, 'POST', rotate, { token: made.secret })).body.bearer_token;
      await me(200, made.rotated);
    },
    'the account leaves its team, and the team is deleted': async () => {
      await admin(200, 'PUT', `/api/users/${made.user}`, { teams: [] });
      await admin(204, 'DELETE', `/api/teams/${made.team}`);
    },
    'an account with an active token cannot be deactivated': async () => {
      const { body } = await admin(400, 'DELETE', `/api/users/${made.user}`);
      requireThat(body.code === 'active_tokens', `the code is ${body.code} instead of active_tokens`);
    },
    'a revoked token is rejected by the next request': async () => {
      await admin(200, 'PUT', `/api/user-tokens/${made.token}`, { revoke: true });
      await me(401, made.rotated);
    },
    'the account is deactivated': () => admin(204, 'DELETE', `/api/users/${made.user}`),
    'every change is in the audit log, newest first': async () => {
      const { user_id } = (await admin(200, 'GET', `/api/users/${made.user}`)).body;
      const { body } = await admin(200, 'GET', `/api/audit-log?target=${encodeURIComponent(user_id)}`);
      const actions: string[] = body.items.map(({ action }: { readonly action: string }) => action);
      const expected = [
        'user.deactivated',
        'token.revoked',
        'user.updated',
        'token.rotated',
        'token.created',
        'user.created',
      ];
      const found = expected.filter((action) => actions.includes(action));
      requireThat(found.length === expected.length, `the log has ${actions.join(', ')}`);
      requireThat(actions[0] === expected[0], `the newest entry is ${actions[0]}`);
    },
    ...(signedUrl !== undefined && {
      'a request without a signature gets 403 from the signed API': () =>
        expectStatus(403, 'GET', `${signedUrl}/api/me`),
    }),
  };

  for (const [check, run] of Object.entries(checks)) {
    try {
      await run();
      report({ check });
    } catch (error) {
      report({ check, failure: error instanceof Error ? error.message : String(error) });
      return false;
    }
  }
  return true;
}

function requireThat(condition: boolean, failure: string): void {
  if (!condition) throw new Error(failure);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
