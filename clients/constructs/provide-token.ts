// The custom resource Custom::ServiceUserToken: creates, finds, updates and deletes a token, and stores its secret in Secrets
// Manager. The secret is never returned, logged, or part of an error.
import { createHash, randomUUID } from 'node:crypto';
import { ResourceExistsException } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod/mini';
import { asSet, diffFields } from '../cli/as-code/diff.ts';
import { comparable } from '../cli/commands/named.ts';
import { bodyOf, itemsOf, type RequestBody, type Schemas } from '../cli/connection/api.ts';
import { ApiProblem } from '../cli/connection/problem.ts';
import { type ProviderContext, ProvisioningError } from './custom-resource.ts';
import { repeatWhileDenied, unlessMissing } from './system.ts';

export const TokenSettings = z.object({
  /** The `user_id` of the Service User. */
  user: z.string(),
  name: z.string(),
  /** Absent for the default of the token policy. */
  expires_in_days: z.optional(z.int()),
  /** Absent for everything that the account may do. */
  scopes: z.optional(z.array(z.string())),
  /** Absent for any address. */
  allowed_cidrs: z.optional(z.array(z.string())),
  /** The ARN of the secret that gets the plaintext. */
  secret_id: z.string(),
  /** Whether an existing token becomes managed by the resource. */
  adopt: z.optional(z.boolean()),
});
type TokenSettings = z.infer<typeof TokenSettings>;

const physicalId = ({ user, id }: Schemas['Token']) => `${user.user_id}/${id}`;
const path = ({ id }: Pick<Schemas['Token'], 'id'>) => ({ params: { path: { id } } });

/** @returns the physical id */
export async function provideToken(
  context: ProviderContext,
  wanted: TokenSettings,
  deployed: { readonly id?: string | undefined; readonly settings?: TokenSettings | undefined },
): Promise<string> {
  const token = await currentToken(context, wanted, deployed.id);
  if (token === undefined) return storeSecret(context, wanted, await createToken(context, wanted));
  const isDeployed = physicalId(token) === deployed.id;
  const needsSecret =
    !isDeployed ||
    deployed.settings?.secret_id !== wanted.secret_id ||
    deployed.settings.expires_in_days !== wanted.expires_in_days;
  const isStored = await hasVersion(context, wanted);
  if (needsSecret && !isStored) {
    if (!isDeployed) assertOwn(context, wanted, token, deployed.id !== undefined);
    if (token.status !== 'Active') throw new ProvisioningError(inactive(token));
    await storeSecret(context, wanted, await rotateToken(context, wanted, token));
  }
  await narrowToken(context, wanted, token, deployed.settings);
  return physicalId(token);
}

const asListSet = asSet((text) => text);

/** Changes what narrows the token. What is left out is left as it is, unless the resource had narrowed it before. */
async function narrowToken(
  { api }: ProviderContext,
  { scopes, allowed_cidrs }: TokenSettings,
  token: Schemas['Token'],
  before: TokenSettings | undefined,
): Promise<void> {
  const wanted = {
    ...((scopes ?? before?.scopes) && { scopes: scopes ?? null }),
    ...((allowed_cidrs ?? before?.allowed_cidrs) && { allowed_cidrs: allowed_cidrs ?? [] }),
  };
  const changes = diffFields(wanted, token, { scopes: asListSet, allowed_cidrs: asListSet });
  if (changes.length === 0) return;
  const body = Object.fromEntries(changes.map(({ field, to }) => [field, to]));
  await api.PUT('/api/user-tokens/{id}', { ...path(token), body });
}

/** Revokes and deletes the token. */
export async function deleteToken({ api }: ProviderContext, deployed: string): Promise<void> {
  const token = await tokenWithId({ api }, deployed);
  if (token === undefined) return;
  if (token.active) await api.PUT('/api/user-tokens/{id}', { ...path(token), body: { revoke: true } });
  await unlessMissing(api.DELETE('/api/user-tokens/{id}', path(token)));
}

/** The token that was deployed if it has the same user and name, or one with the name. An expired one is deleted. */
async function currentToken(
  context: ProviderContext,
  wanted: TokenSettings,
  deployed: string | undefined,
): Promise<Schemas['Token'] | undefined> {
  const isWanted = ({ name, user }: Schemas['Token']) =>
    comparable(name) === comparable(wanted.name) && user.user_id === wanted.user;
  const before = deployed === undefined ? undefined : await tokenWithId(context, deployed);
  const token = before !== undefined && isWanted(before) ? before : await tokenWithName(context, wanted, isWanted);
  if (token?.status !== 'Expired') return token;
  await unlessMissing(context.api.DELETE('/api/user-tokens/{id}', path(token)));
  return undefined;
}

async function tokenWithName(
  { api }: ProviderContext,
  { user, name }: TokenSettings,
  isWanted: (token: Schemas['Token']) => boolean,
): Promise<Schemas['Token'] | undefined> {
  const tokens = itemsOf((page) =>
    api.GET('/api/user-tokens/service', { params: { query: { ...page, user_id: user, name } } }),
  );
  for await (const token of tokens) if (isWanted(token)) return token;
  return undefined;
}

function tokenWithId({ api }: Pick<ProviderContext, 'api'>, deployed: string): Promise<Schemas['Token'] | undefined> {
  const [, id = ''] = deployed.split('/');
  return unlessMissing(bodyOf(api.GET('/api/user-tokens/{id}', path({ id: Number(id) }))));
}

/**
 * Asserts that the provider created the token, and that it is not in use if the resource is created. An update returns to the
 * token that it replaced when it is rolled back.
 *
 * @throws ProvisioningError
 */
function assertOwn(
  { providerId }: ProviderContext,
  { adopt = false }: TokenSettings,
  { name, user, created_by, last_used }: Schemas['Token'],
  isUpdate: boolean,
): void {
  if (adopt || (created_by === providerId && (isUpdate || last_used === null))) return;
  throw new ProvisioningError(
    `The token "${name}" of ${user.user_id} exists, and is in use or was created elsewhere. Set adopt to manage it here.`,
  );
}

function inactive({ name, status, user }: Schemas['Token']): string {
  const state = status.toLowerCase();
  return `The token "${name}" of ${user.user_id} is ${state}. Delete it to get a new one, or choose another name.`;
}

/**
 * Creates the token once for each request of CloudFormation.
 *
 * @throws ProvisioningError when the request is delivered again after the token was deleted: that must not bring it back
 */
async function createToken(context: ProviderContext, wanted: TokenSettings): Promise<Schemas['IssuedToken']> {
  const { name, user, expires_in_days, scopes, allowed_cidrs } = wanted;
  const body: RequestBody<'createToken'> = {
    name,
    user_id: user,
    ...(expires_in_days !== undefined && { expires_in_days }),
    ...(scopes !== undefined && { scopes }),
    ...(allowed_cidrs !== undefined && { allowed_cidrs }),
  };
  const header = { 'Idempotency-Key': versionOf(context) };
  try {
    return await bodyOf(context.api.POST('/api/user-tokens', { params: { header }, body }));
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.code !== 'already_created') throw error;
    const { id } = error.body as Schemas['AlreadyCreatedProblem'];
    if (await tokenWithId(context, `${user}/${id}`)) throw error;
    throw new ProvisioningError(
      `The token "${name}" of ${user} was created by this request, and was deleted since then.`,
    );
  }
}

/** The secret before works until the overlap ends. */
function rotateToken(
  { api }: ProviderContext,
  { expires_in_days: days }: TokenSettings,
  token: Pick<Schemas['Token'], 'id'>,
): Promise<Schemas['IssuedToken']> {
  const body = days === undefined ? {} : { expires_in_days: days };
  return bodyOf(api.POST('/api/user-tokens/{id}/rotate', { ...path(token), body }));
}

/** Identifies the request in each of its deliveries: the version of the secret that it stores, and the key of its creation. */
function versionOf({ requestId, mark }: ProviderContext): string {
  return createHash('sha256').update(`${mark} ${requestId}`).digest('hex');
}

async function hasVersion(context: ProviderContext, { secret_id: SecretId }: TokenSettings): Promise<boolean> {
  const { secretsManager } = context;
  const { VersionIdsToStages = {} } = await repeatWhileDenied(() => secretsManager.describeSecret({ SecretId }));
  return VersionIdsToStages[versionOf(context)]?.includes('AWSCURRENT') === true;
}

const STORE_ATTEMPTS = 3;

/** Stores the secret. If another delivery of the request has issued a newer one meanwhile, it issues and stores the next one. */
async function storeSecret(
  context: ProviderContext,
  wanted: TokenSettings,
  first: Schemas['IssuedToken'],
): Promise<string> {
  let issued = first;
  for (let attempt = 1; ; attempt += 1) {
    await putSecret(context, wanted, issued.bearer_token);
    const { hint } = await bodyOf(context.api.GET('/api/user-tokens/{id}', path(issued)));
    if (hint === issued.hint) return physicalId(issued);
    if (attempt === STORE_ATTEMPTS) {
      throw new ProvisioningError(`The token "${issued.name}" is rotated by others at the same time. Deploy again.`);
    }
    issued = await rotateToken(context, wanted, issued);
  }
}

async function putSecret(context: ProviderContext, { secret_id: SecretId }: TokenSettings, plaintext: string) {
  const put = (ClientRequestToken: string) =>
    repeatWhileDenied(() =>
      context.secretsManager.putSecretValue({ SecretId, SecretString: plaintext, ClientRequestToken }),
    );
  try {
    await put(versionOf(context));
  } catch (error) {
    // Another delivery has stored a secret under the id of this request.
    if (!(error instanceof ResourceExistsException)) throw error;
    await put(randomUUID());
  }
}
