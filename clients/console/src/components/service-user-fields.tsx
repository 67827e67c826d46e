// The fields of a Service User that a person fills in.
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { fieldError } from '../api/problem.ts';
import { policyQuery } from '../api/tokens.ts';
import type { Role } from '../api/types.ts';
import { Optional } from './optional.tsx';
import { parseLabels, parseOwners } from './ownership-text.ts';
import { RoleField } from './role-field.tsx';
import { TeamsField } from './teams-field.tsx';

export interface ServiceUserDraft {
  readonly name: string;
  readonly role: Role;
  readonly teams: readonly string[];
  readonly owners: string;
  readonly purpose: string;
  readonly labels: string;
}

/** The fields as the API takes them. */
export const toFields = ({ name, role, teams, owners, purpose, labels }: ServiceUserDraft) => ({
  name: name.trim(),
  role,
  teams: [...teams],
  owners: parseOwners(owners),
  purpose: purpose.trim(),
  labels: parseLabels(labels),
});

interface ServiceUserFieldsProps {
  readonly draft: ServiceUserDraft;
  readonly onChange: (draft: ServiceUserDraft) => void;
  /** The error of the request. */
  readonly error: unknown;
  /** Says what becomes of the name. */
  readonly nameHint: ReactNode;
}

export function ServiceUserFields({ draft, onChange, error, nameHint }: ServiceUserFieldsProps) {
  const { data: policy } = useQuery(policyQuery);
  const set = (changes: Partial<ServiceUserDraft>) => onChange({ ...draft, ...changes });
  return (
    <SpaceBetween size="l">
      <FormField label="Name" constraintText={nameHint} errorText={fieldError(error, 'name')}>
        <Input value={draft.name} autoFocus onChange={({ detail }) => set({ name: detail.value })} />
      </FormField>
      <RoleField value={draft.role} onChange={(role) => set({ role })} error={fieldError(error, 'role')} />
      <TeamsField value={draft.teams} onChange={(teams) => set({ teams })} error={fieldError(error, 'teams')} />
      <FormField
        label={policy?.owner_required ? 'Owners' : <Optional>Owners</Optional>}
        description="The people who are responsible: their user IDs, with commas between them."
        errorText={fieldError(error, 'owners')}
      >
        <Input
          value={draft.owners}
          placeholder="ada@example.com, grace@example.com"
          onChange={({ detail }) => set({ owners: detail.value })}
        />
      </FormField>
      <FormField
        label={policy?.purpose_required ? 'Purpose' : <Optional>Purpose</Optional>}
        description="What the account is for. A reviewer decides by it whether the account is still needed."
        errorText={fieldError(error, 'purpose')}
      >
        <Textarea value={draft.purpose} rows={2} onChange={({ detail }) => set({ purpose: detail.value })} />
      </FormField>
      <FormField
        label={<Optional>Labels</Optional>}
        description="A label on each line."
        errorText={fieldError(error, 'labels')}
      >
        <Textarea
          value={draft.labels}
          rows={2}
          placeholder="env=production"
          onChange={({ detail }) => set({ labels: detail.value })}
        />
      </FormField>
    </SpaceBetween>
  );
}
