// A federation policy as people edit it.
import type { NewPolicy, PolicyChanges } from '../../api/federation-policies.ts';
import { invalidField } from '../../api/problem.ts';
import type { FederationPolicy } from '../../api/types.ts';
import { type NarrowingDraft, NOT_NARROWED, toNarrowing, toNarrowingDraft } from '../narrowing/narrowing-draft.ts';
import { parseJsonObject } from './json-field.ts';
import {
  NEW_WORKLOADS,
  type Provider,
  suggestedName,
  toTrust,
  toWorkload,
  verifyWorkload,
  type Workload,
} from './workload.ts';

export interface PolicyDraft {
  /** Undefined for the suggested name. */
  readonly name: string | undefined;
  readonly workload: Workload;
  readonly audience: string;
  readonly sessionMinutes: string;
  readonly narrowing: NarrowingDraft;
  readonly isEnabled: boolean;
  /** The public keys of the issuer as JSON. Empty if they are read from its discovery document. */
  readonly keys: string;
}

export const newPolicy = (provider: Provider): PolicyDraft => ({
  name: undefined,
  workload: NEW_WORKLOADS[provider],
  // An audience that only this system has.
  audience: window.location.origin,
  sessionMinutes: '15',
  narrowing: NOT_NARROWED,
  isEnabled: true,
  keys: '',
});

export const toPolicyDraft = (policy: FederationPolicy): PolicyDraft => ({
  name: policy.name,
  workload: toWorkload(policy),
  audience: policy.audience,
  sessionMinutes: String(policy.session_minutes),
  narrowing: toNarrowingDraft(policy),
  isEnabled: policy.enabled,
  keys: policy.jwks === null ? '' : JSON.stringify(policy.jwks, null, 2),
});

export function policyName({ name, workload }: PolicyDraft): string {
  return (name ?? suggestedName(workload)).trim();
}

/** The fields as the API takes them. @throws ApiProblem for a field that cannot be sent. */
export function toPolicyFields(draft: PolicyDraft) {
  verifyWorkload(draft.workload);
  if (!/^https?:\/\//.test(draft.workload.issuer.trim())) throw invalidField('issuer', 'must be an https URL');
  if (draft.audience.trim() === '') throw invalidField('audience', 'must not be empty');
  return fieldsOf(draft);
}

function fieldsOf(draft: PolicyDraft) {
  const { workload, audience, sessionMinutes, narrowing, isEnabled, keys } = draft;
  const trust = toTrust(workload);
  return {
    name: policyName(draft),
    issuer: trust.issuer.trim(),
    audience: audience.trim(),
    subject: trust.subject,
    claims: trust.claims,
    session_minutes: toMinutes(sessionMinutes),
    ...toNarrowing(narrowing),
    enabled: isEnabled,
    // The API validates the keys.
    jwks: keys.trim() === '' ? null : (parseJsonObject('jwks', keys) as NonNullable<NewPolicy['jwks']>),
  };
}

/**
 * The fields that differ, because every change ends the sessions of the policy, and another Admin may change others meanwhile.
 *
 * @throws ApiProblem for a field that cannot be sent.
 */
export function changedPolicyFields(before: PolicyDraft, after: PolicyDraft): PolicyChanges {
  const [old, fields] = [fieldsOf(before), toPolicyFields(after)];
  const names = Object.keys(fields) as (keyof typeof fields)[];
  const changed = names.filter((name) => JSON.stringify(old[name]) !== JSON.stringify(fields[name]));
  return Object.fromEntries(changed.map((name) => [name, fields[name]]));
}

function toMinutes(text: string): number {
  if (!/^\d+$/.test(text.trim())) throw invalidField('session_minutes', 'must be a whole number');
  return Number(text);
}
