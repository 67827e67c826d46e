// The table in docs/costs.md: round trips and request units of every operation and every type of authentication.

import { operations } from '../../infra/operations.ts';
import { mintToken } from '../../shared/auth/bearer-token.ts';
import { context, type Deployment } from './deployment.ts';
import { table } from './markdown.ts';
import { CALLS, populate } from './operation-calls.ts';
import { type Units, unitsOf } from './request-units.ts';

type Measured = readonly [what: string, units: Units];

/** Measures the units of the operations one after the other. The items of one call remain for the next. */
export async function unitsOfEverything(deployment: Deployment): Promise<Measured[]> {
  const world = await populate(deployment);
  const measure = (act: () => Promise<unknown>) => unitsOf(deployment.client, deployment.table, act);
  const measured: Measured[] = [];
  for (const [what, act] of await authentications(deployment)) measured.push([what, await measure(act)]);
  for (const { operation } of operations) {
    const prepare = CALLS[operation.id];
    if (prepare === undefined) throw new Error(`Add a typical call of ${operation.id} to CALLS`);
    const request = await prepare(world);
    measured.push([operation.id, await measure(() => deployment.call(operation.id, request))]);
  }
  return measured;
}

type Act = readonly [what: string, act: () => Promise<unknown>];

async function authentications({ call, event, authorizer, idToken }: Deployment): Promise<Act[]> {
  const { token } = await call('users/create-user', {
    body: { name: 'Measured Service User', token: { name: 'production', expires_in_days: 90 } },
  });
  const unknown = mintToken({ account_id: 9e6, token_id: 1, type: 'Service', prefix: '', random: new Uint8Array(32) });
  const id_token = await idToken('admin@example.com');
  const { session } = await call('login/log-in', { body: { id_token } });
  const show = (credential: string) => async () => {
    const shown = { ...(event({}) as object), headers: { authorization: `Bearer ${credential}` } };
    await authorizer(shown, context).catch((error: Error) => error);
  };
  return [
    ['malformed bearer token', show(token.bearer_token.slice(0, -1))],
    ['unknown bearer token', show(unknown)],
    ['bearer token, its use to be noted', show(token.bearer_token)],
    ['bearer token', show(token.bearer_token)],
    ['session', show(session.access_token)],
  ];
}

/** Formats the units as Markdown. */
export function unitsTable(measured: readonly Measured[]): string {
  return table(
    ['what', 'round trips', 'read units', 'write units'],
    measured.map(([what, { roundTrips, reads, writes }]) => [what, roundTrips, reads, writes]),
  );
}
