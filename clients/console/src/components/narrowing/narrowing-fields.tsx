// The scopes and addresses of a token or a federation policy.
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import FormField from '@cloudscape-design/components/form-field';
import RadioGroup from '@cloudscape-design/components/radio-group';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useMe } from '../../api/me.ts';
import { fieldError } from '../../api/problem.ts';
import { policyQuery } from '../../api/tokens.ts';
import type { Role } from '../../api/types.ts';
import { Optional } from '../optional.tsx';
import { type NarrowingDraft, toAddresses } from './narrowing-draft.ts';
import { ScopesField } from './scopes-field.tsx';

interface NarrowingFieldsProps {
  readonly draft: NarrowingDraft;
  readonly onChange: (draft: NarrowingDraft) => void;
  /** The role of the account. */
  readonly role: Role;
  /** The error of the request. */
  readonly error: unknown;
  /** The path of the fields in the request, such as `token.`. @default the request has them */
  readonly path?: string;
  /** Whether the fields are shown at first. @default if they have values, or if the token policy requires them */
  readonly isOpen?: boolean;
}

export function NarrowingFields({ draft, onChange, role, error, path = '', isOpen = false }: NarrowingFieldsProps) {
  const { data: policy } = useQuery({ ...policyQuery, enabled: useMe().role === 'Admin' });
  const needsScopes = policy?.scopes_required_for.includes(role) ?? false;
  const needsAddresses = policy?.cidrs_required_for.includes(role) ?? false;
  const isUsed = draft.scopes !== null || draft.addresses !== '';
  const [choice, setChoice] = useState<boolean>();
  const scopesError = fieldError(error, `${path}scopes`, draft.scopes ?? []);
  const addressesError = fieldError(error, `${path}allowed_cidrs`, toAddresses(draft.addresses));
  const hasError = scopesError !== undefined || addressesError !== undefined;
  return (
    <ExpandableSection
      headerText="Scopes and addresses"
      headerDescription="Limit what it may do, and where it works from."
      expanded={hasError || (choice ?? (isOpen || isUsed || needsScopes || needsAddresses))}
      onChange={({ detail }) => setChoice(detail.expanded)}
    >
      <SpaceBetween size="m">
        <FormField
          label="Scopes"
          errorText={draft.scopes === null ? scopesError : undefined}
          description={
            needsScopes ? `The token policy requires scopes for the role ${role}.` : 'They never add a permission.'
          }
        >
          <RadioGroup
            value={draft.scopes === null ? 'all' : 'chosen'}
            items={[
              { value: 'all', label: 'Everything that the account may do' },
              { value: 'chosen', label: 'Only the chosen scopes' },
            ]}
            onChange={({ detail }) => onChange({ ...draft, scopes: detail.value === 'all' ? null : [] })}
          />
        </FormField>
        {draft.scopes !== null && (
          <ScopesField value={draft.scopes} onChange={(scopes) => onChange({ ...draft, scopes })} error={scopesError} />
        )}
        <FormField
          label={needsAddresses ? 'Addresses' : <Optional>Addresses</Optional>}
          description={`${needsAddresses ? `The token policy requires addresses for the role ${role}. ` : ''}An address or a network on each line, such as 203.0.113.0/24. Without any, it works from everywhere.`}
          errorText={addressesError}
        >
          <Textarea
            value={draft.addresses}
            rows={2}
            spellcheck={false}
            onChange={({ detail }) => onChange({ ...draft, addresses: detail.value })}
          />
        </FormField>
      </SpaceBetween>
    </ExpandableSection>
  );
}
