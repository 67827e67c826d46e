// The custom resource Custom::ServiceUser: creates, finds, updates and deactivates a Service User.
import * as z from 'zod/mini';
import { asSet, diffFields } from '../cli/as-code/diff.ts';
import { principalKey, teamKey } from '../cli/as-code/keys.ts';
import { bodyOf, itemsOf, type RequestBody, type Schemas } from '../cli/connection/api.ts';
import { derivedUserId } from '../user-id.ts';
import { type ProviderContext, ProvisioningError } from './custom-resource.ts';
import { unlessMissing } from './system.ts';

/** The label with the mark of the resource that manages the Service User. */
const MARK = 'cloudformation';

const Texts = z.array(z.string());

/** Fields that are absent are left as they are. */
export const ServiceUserSettings = z.object({
  name: z.string(),
  /** The `user_id`, if it is not the one of the name. */
  user_id: z.optional(z.string()),
  role: z.optional(z.enum(['Admin', 'Manager', 'Member'])),
  teams: z.optional(Texts),
  owners: z.optional(Texts),
  purpose: z.optional(z.string()),
  labels: z.optional(z.record(z.string(), z.string())),
  iam_principals: z.optional(Texts),
  federation_policies: z.optional(z.array(z.looseObject({ name: z.string() }))),
  /** Whether an existing Service User becomes managed by the resource. */
  adopt: z.optional(z.boolean()),
});
type ServiceUserSettings = z.infer<typeof ServiceUserSettings>;

/** @returns the `user_id`, which is the physical id */
export async function provideUser(
  context: ProviderContext,
  wanted: ServiceUserSettings,
  deployed: { readonly userId?: string | undefined; readonly settings?: ServiceUserSettings | undefined },
): Promise<string> {
  const user =
    (deployed.userId === undefined ? undefined : await findUser(context, deployed.userId)) ??
    (await createOrFind(context, wanted));
  const { name, role, teams, owners, purpose, iam_principals } = wanted;
  const labels = { ...(wanted.labels ?? user.labels), [MARK]: context.mark };
  const fields = { name, role, teams, owners, purpose, iam_principals, labels, managed_by: context.manager };
  const changes = diffFields(withoutUndefined(fields), user, {
    teams: (value) => asSet(teamKey)([...(value as string[]), 'Public']),
    owners: asSet((owner) => owner.toLowerCase()),
    iam_principals: asSet(principalKey),
  });
  if (changes.length > 0) {
    const body = Object.fromEntries(changes.map(({ field, to }) => [field, to]));
    await context.api.PUT('/api/users/{id}', { params: { path: { id: user.user_id } }, body });
  }
  await provideFederationPolicies(context, user.user_id, wanted, deployed.settings);
  return user.user_id;
}

/** Deactivates the Service User, unless another resource manages it now. */
export async function deactivateUser(context: ProviderContext, userId: string): Promise<void> {
  const user = await findUser(context, userId);
  if (user === undefined || user.deleted_at !== null || user.labels[MARK] !== context.mark) return;
  await context.api.DELETE('/api/users/{id}', { params: { path: { id: userId } } });
}

async function createOrFind(context: ProviderContext, wanted: ServiceUserSettings): Promise<Schemas['User']> {
  const userId = wanted.user_id ?? derivedUserId(wanted.name);
  const found = userId === undefined ? undefined : await findUser(context, userId);
  if (found !== undefined) return adopted(context, wanted, found);
  if (wanted.user_id !== undefined) throw new ProvisioningError(`There is no Service User ${wanted.user_id}.`);
  const { name, role, teams, owners, purpose } = wanted;
  const labels = { ...wanted.labels, [MARK]: context.mark };
  const body = withoutUndefined({
    name,
    role,
    teams,
    owners,
    purpose,
    labels,
    managed_by: context.manager,
  }) as RequestBody<'createUser'>;
  return bodyOf(context.api.POST('/api/users', { body }));
}

async function adopted(
  { api, mark }: ProviderContext,
  { adopt = false }: ServiceUserSettings,
  found: Schemas['User'],
): Promise<Schemas['User']> {
  const { user_id: userId } = found;
  if (found.labels[MARK] !== mark && !adopt) {
    throw new ProvisioningError(`${userId} exists, and this resource did not create it. Set adopt to manage it here.`);
  }
  if (found.deleted_at === null) return found;
  if (!adopt) throw new ProvisioningError(`${userId} is deactivated. Set adopt to reactivate it.`);
  return bodyOf(api.POST('/api/users/{id}/reactivate', { params: { path: { id: userId } } }));
}

/** Creates and updates the policies, by name, and deletes those that the resource had before and has no more. */
async function provideFederationPolicies(
  { api }: ProviderContext,
  userId: string,
  { federation_policies: wanted = [] }: ServiceUserSettings,
  before: ServiceUserSettings | undefined,
): Promise<void> {
  const removed = (before?.federation_policies ?? []).filter(({ name }) => !wanted.some((one) => one.name === name));
  if (wanted.length === 0 && removed.length === 0) return;
  const ofUser = { id: userId };
  const current = new Map<string, Schemas['FederationPolicy']>();
  const policies = itemsOf((query) =>
    api.GET('/api/users/{id}/federation-policies', { params: { path: ofUser, query } }),
  );
  for await (const policy of policies) current.set(policy.name, policy);
  const pathOf = ({ id }: Schemas['FederationPolicy']) => ({ params: { path: { ...ofUser, policy_id: id } } });
  for (const policy of wanted) {
    const existing = current.get(policy.name);
    const path = '/api/users/{id}/federation-policies';
    if (existing === undefined) {
      await api.POST(path, { params: { path: ofUser }, body: policy as RequestBody<'createFederationPolicy'> });
    } else if (diffFields(policy, existing).length > 0) {
      await api.PUT(`${path}/{policy_id}`, { ...pathOf(existing), body: policy });
    }
  }
  for (const { name } of removed) {
    const existing = current.get(name);
    if (existing) await api.DELETE('/api/users/{id}/federation-policies/{policy_id}', pathOf(existing));
  }
}

function findUser({ api }: ProviderContext, userId: string): Promise<Schemas['User'] | undefined> {
  return unlessMissing(bodyOf(api.GET('/api/users/{id}', { params: { path: { id: userId } } })));
}

function withoutUndefined(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
