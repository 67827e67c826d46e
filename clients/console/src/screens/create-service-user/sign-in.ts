// How a new Service User signs in.
import { createFederationPolicy } from '../../api/federation-policies.ts';
import { requireValid } from '../../api/problem.ts';
import { setIamPrincipals } from '../../api/users.ts';
import { newPolicy, type PolicyDraft, toPolicyFields } from '../../components/federation/policy-draft.ts';
import { PROVIDERS, type Provider } from '../../components/federation/workload.ts';
import { EMPTY_TOKEN, type TokenDraft, toTokenFields } from '../../components/tokens/token-fields.tsx';
import type { AccountTab } from '../../paths.ts';

export type SignIn =
  | { readonly method: Provider; readonly policy: PolicyDraft }
  | { readonly method: 'aws-role'; readonly arn: string }
  | { readonly method: 'token'; readonly token: TokenDraft }
  | { readonly method: 'later' };

export type Method = SignIn['method'];

/** The chosen way first, then the ways that were chosen before, with what was typed for each. */
export type SignIns = readonly [SignIn, ...SignIn[]];

export function withChosen(signIns: SignIns, chosen: SignIn): SignIns {
  return [chosen, ...signIns.filter(({ method }) => method !== chosen.method)];
}

export const METHODS: readonly { readonly value: Method; readonly label: string; readonly description: string }[] = [
  ...PROVIDERS.map(({ description, ...provider }) => ({
    ...provider,
    description: `${description} Without a secret.`,
  })),
  { value: 'aws-role', label: 'AWS role', description: 'Signs its requests (SigV4). Without a secret.' },
  { value: 'token', label: 'Token', description: 'A secret that you store where the program runs.' },
  { value: 'later', label: 'Set up later', description: 'The account is created without a credential.' },
];

export function newSignIn(method: Method): SignIn {
  if (method === 'token') return { method, token: EMPTY_TOKEN };
  if (method === 'aws-role') return { method, arn: '' };
  return method === 'later' ? { method } : { method, policy: newPolicy(method) };
}

/** @throws ApiProblem for a field that cannot be sent. */
export function verifySignIn(signIn: SignIn): void {
  if ('policy' in signIn) toPolicyFields(signIn.policy);
  if ('arn' in signIn && !signIn.arn.trim().startsWith('arn:')) {
    requireValid([{ path: 'iam_principals', message: 'must be the ARN of a role or a user' }]);
  }
  if ('token' in signIn && signIn.token.name.trim() === '') {
    requireValid([{ path: 'token.name', message: 'must not be empty' }]);
  }
}

/** The first token, which is created with the account. */
export function firstToken(signIn: SignIn) {
  return 'token' in signIn ? { token: toTokenFields(signIn.token) } : {};
}

/** Whether the account has to exist first. */
export function isAddedAfterwards(signIn: SignIn): boolean {
  return 'policy' in signIn || 'arn' in signIn;
}

export async function addSignIn(userId: string, signIn: SignIn): Promise<void> {
  if ('policy' in signIn) await createFederationPolicy(userId, toPolicyFields(signIn.policy));
  if ('arn' in signIn) await setIamPrincipals(userId, () => [signIn.arn.trim()]);
}

/** What to do after the creation. Tokens have a dialog that says it. */
export function nextStep(signIn: SignIn): string {
  return 'policy' in signIn ? ' To set up the workload, choose Use in a pipeline in the actions of its policy.' : '';
}

/** Where the account shows it. */
export function tabOf(signIn: SignIn): AccountTab {
  if ('policy' in signIn) return 'federation';
  return 'arn' in signIn ? 'iam-principals' : 'tokens';
}

/** What is missing if it could not be added. */
export function credentialName(signIn: SignIn): string {
  return 'policy' in signIn ? 'federation policy' : 'IAM principal';
}
