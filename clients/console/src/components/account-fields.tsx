// The fields of an account that people fill in.
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useQuery } from '@tanstack/react-query';
import { fieldError } from '../api/problem.ts';
import { policyQuery } from '../api/tokens.ts';
import type { AccountDraft } from './account-draft.ts';
import { Optional } from './optional.tsx';
import { OwnersField } from './owners-field.tsx';
import { RoleField } from './role-field.tsx';
import { TeamsField } from './teams-field.tsx';

interface FieldsProps {
  readonly draft: AccountDraft;
  readonly onChange: (draft: AccountDraft) => void;
  /** The error of the request. */
  readonly error: unknown;
}

interface AccountFieldsProps extends FieldsProps {
  /** Says what becomes of the name. */
  readonly nameHint: string;
  /** People have no owners, purpose and labels. */
  readonly isService: boolean;
}

export function AccountFields({ nameHint, isService, ...fields }: AccountFieldsProps) {
  const { draft, onChange, error } = fields;
  const set = (changes: Partial<AccountDraft>) => onChange({ ...draft, ...changes });
  return (
    <SpaceBetween size="l">
      <FormField label="Name" constraintText={nameHint} errorText={fieldError(error, 'name')}>
        <Input value={draft.name} autoFocus onChange={({ detail }) => set({ name: detail.value })} />
      </FormField>
      <RoleField value={draft.role} onChange={(role) => set({ role })} error={fieldError(error, 'role')} />
      <TeamsField
        value={draft.teams}
        onChange={(teams) => set({ teams })}
        error={fieldError(error, 'teams', draft.teams)}
      />
      {isService && <OwnershipFields {...fields} />}
    </SpaceBetween>
  );
}

function OwnershipFields({ draft, onChange, error }: FieldsProps) {
  const { data: policy } = useQuery(policyQuery);
  const set = (changes: Partial<AccountDraft>) => onChange({ ...draft, ...changes });
  return (
    <SpaceBetween size="l">
      <OwnersField
        value={draft.owners}
        onChange={(owners) => set({ owners })}
        isRequired={policy?.owner_required ?? false}
        error={fieldError(error, 'owners', draft.owners)}
      />
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
