// What an actor authenticated with, in words.
import type { AuditEntry } from '../../api/types.ts';

type Credential = AuditEntry['actor']['authenticated_by'];

const NAMES: Readonly<Record<string, string>> = {
  service_token: 'Service token',
  personal_token: 'Personal token',
  oidc: 'Login of a person',
  iam: 'AWS signature',
  federation: 'Federation',
  deployment: 'Deployment of the stack',
  plaintext: 'The token itself, in a report of a leak',
  policy: 'Token policy',
} satisfies Partial<Record<Credential, string>>;

/** Later versions of the API may have further credentials. */
export function credentialName(credential: string): string {
  return NAMES[credential] ?? credential.replaceAll('_', ' ');
}
