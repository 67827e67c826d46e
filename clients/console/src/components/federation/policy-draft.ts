// A federation policy as people edit it.
import type { NewPolicy, PolicyChanges } from '../../api/federation-policies.ts';
import { type FieldError, requireValid } from '../../api/problem.ts';
import type { FederationPolicy } from '../../api/types.ts';
import { type NarrowingDraft, NOT_NARROWED, toNarrowing, toNarrowingDraft } from '../narrowing/narrowing-draft.ts';
import { jsonErrors, parseJsonObject } from './json-field.ts';
import {
  NEW_WORKLOADS,
  type Provider,
  suggestedName,
  toTrust,
  toWorkload,
  type Workload,
  workloadErrors,
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
  requireValid(policyErrors(draft));
  return fieldsOf(draft);
}

function policyErrors({ workload, audience, sessionMinutes, keys }: PolicyDraft): FieldError[] {
  const isUrl = /^https?:\/\//.test(workload.issuer.trim());
  const isNumber = /^\d+$/.test(sessionMinutes.trim());
  return [
    ...workloadErrors(workload),
    ...(isUrl ? [] : [{ path: 'issuer', message: 'must be an https URL' }]),
    ...(audience.trim() === '' ? [{ path: 'audience', message: 'must not be empty' }] : []),
    ...(isNumber ? [] : [{ path: 'session_minutes', message: 'must be a whole number' }]),
    ...jsonErrors('jwks', keys),
  ];
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
    session_minutes: Number(sessionMinutes),
    ...toNarrowing(narrowing),
    enabled: isEnabled,
    // The API validates the keys.
    jwks: (parseJsonObject(keys) ?? null) as NewPolicy['jwks'] & (object | null),
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
