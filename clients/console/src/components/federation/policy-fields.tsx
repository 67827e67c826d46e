// The fields of a federation policy.
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import FormField from '@cloudscape-design/components/form-field';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useState } from 'react';
import { fieldError } from '../../api/problem.ts';
import type { Role } from '../../api/types.ts';
import { NarrowingFields } from '../narrowing/narrowing-fields.tsx';
import { Optional } from '../optional.tsx';
import { TextField } from '../text-field.tsx';
import { AcceptedTokens } from './accepted-tokens.tsx';
import { type PolicyDraft, policyName } from './policy-draft.ts';
import { isComplete, toTrust, type Workload } from './workload.ts';
import { WorkloadFields } from './workload-fields.tsx';

interface PolicyFieldsProps {
  readonly draft: PolicyDraft;
  readonly onChange: (draft: PolicyDraft) => void;
  /** The role of the Service User. */
  readonly role: Role;
  /** The error of the request. */
  readonly error: unknown;
}

const ISSUER_HINTS: Readonly<Record<Workload['provider'], string>> = {
  github: 'Change it for GitHub Enterprise only.',
  gitlab: 'Change it for GitLab Self-Managed only.',
  kubernetes: 'The URL of the OIDC provider of the cluster. EKS shows it in the details of the cluster.',
  other: 'The claim iss of the tokens, exactly, including a slash at the end.',
};

export function PolicyFields({ draft, onChange, role, error }: PolicyFieldsProps) {
  const { workload } = draft;
  const hasTrust = isComplete(workload);
  const set = (changes: Partial<PolicyDraft>) => onChange({ ...draft, ...changes });
  return (
    <SpaceBetween size="m">
      <WorkloadFields workload={workload} onChange={(changed) => set({ workload: changed })} error={error} />
      {workload.provider !== 'other' && (
        <AcceptedTokens trust={hasTrust ? toTrust(workload) : { subject: '-', claims: {} }} />
      )}
      <TextField
        label="Issuer"
        value={workload.issuer}
        onChange={(issuer) => set({ workload: { ...workload, issuer } })}
        error={fieldError(error, 'issuer')}
        description={ISSUER_HINTS[workload.provider]}
        placeholder="https://oidc.example.com"
      />
      <TextField
        label="Audience"
        value={draft.audience}
        onChange={(audience) => set({ audience })}
        error={fieldError(error, 'audience')}
        description="The claim aud. The workload must request its token for exactly this audience, which no other service has."
      />
      <TextField
        label="Name of the policy"
        value={draft.name ?? (hasTrust ? policyName(draft) : '')}
        onChange={(name) => set({ name })}
        error={fieldError(error, 'name')}
        placeholder="Suggested from the fields above"
      />
      <NarrowingFields draft={draft.narrowing} onChange={(narrowing) => set({ narrowing })} role={role} error={error} />
      <SessionFields draft={draft} onChange={onChange} error={error} />
    </SpaceBetween>
  );
}

function SessionFields({ draft, onChange, error }: Omit<PolicyFieldsProps, 'role'>) {
  const [isOpen, setOpen] = useState(draft.keys !== '');
  const [minutesError, keysError] = [fieldError(error, 'session_minutes'), fieldError(error, 'jwks')];
  return (
    <ExpandableSection
      headerText="Sessions and keys"
      headerDescription="How long a session is valid, and the keys of an issuer that is not public."
      expanded={isOpen || minutesError !== undefined || keysError !== undefined}
      onChange={({ detail }) => setOpen(detail.expanded)}
    >
      <SpaceBetween size="m">
        <TextField
          label="Minutes of a session"
          value={draft.sessionMinutes}
          onChange={(sessionMinutes) => onChange({ ...draft, sessionMinutes })}
          error={minutesError}
          description="From 5 to 60. A session cannot be renewed: the workload exchanges another token."
          inputMode="numeric"
        />
        <FormField
          label={<Optional>Public keys</Optional>}
          description="For an issuer that AWS cannot reach, such as a private cluster: the response of kubectl get --raw /openid/v1/jwks."
          errorText={keysError}
        >
          <Textarea
            value={draft.keys}
            rows={4}
            spellcheck={false}
            placeholder={'{ "keys": [...] }'}
            onChange={({ detail }) => onChange({ ...draft, keys: detail.value })}
          />
        </FormField>
      </SpaceBetween>
    </ExpandableSection>
  );
}
