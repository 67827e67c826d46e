// The fields of the token policy.
import Checkbox from '@cloudscape-design/components/checkbox';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import Multiselect from '@cloudscape-design/components/multiselect';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { fieldError } from '../../api/problem.ts';
import type { Role } from '../../api/types.ts';
import { ROLES } from '../../components/account-list.tsx';
import { Optional } from '../../components/optional.tsx';
import type { Draft, NumberField, RoleListField } from './draft.ts';

interface PolicyFieldsProps {
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
  readonly error: unknown;
}

const ROLE_OPTIONS = ROLES.map((role) => ({ value: role, label: role }));

export function PolicyFields({ draft, onChange, error }: PolicyFieldsProps) {
  const number = (name: NumberField, label: string, description: string) => (
    <FormField label={label} description={description} errorText={fieldError(error, name)}>
      <Input
        type="number"
        inputMode="numeric"
        value={draft.numbers[name]}
        onChange={({ detail }) => onChange({ ...draft, numbers: { ...draft.numbers, [name]: detail.value } })}
      />
    </FormField>
  );
  const roles = (name: RoleListField, label: string, placeholder: string) => (
    <FormField label={<Optional>{label}</Optional>} errorText={fieldError(error, name, draft[name])}>
      <Multiselect
        selectedOptions={ROLE_OPTIONS.filter(({ value }) => draft[name].includes(value))}
        options={ROLE_OPTIONS}
        placeholder={placeholder}
        onChange={({ detail }) =>
          onChange({ ...draft, [name]: detail.selectedOptions.map(({ value }) => value as Role) })
        }
      />
    </FormField>
  );
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">Lifetime</Header>}>
        <SpaceBetween size="l">
          {number('max_lifetime_days', 'Maximum lifetime (days)', 'The longest lifetime of a token that expires.')}
          {number('default_lifetime_days', 'Default lifetime (days)', 'The lifetime of a token without a choice.')}
          {roles('never_expiring_roles', 'Roles whose tokens may never expire', 'None: every token expires')}
          {number('session_hours', 'Session (hours)', 'The lifetime of the session that a person gets at login.')}
        </SpaceBetween>
      </Container>
      <Container header={<Header variant="h2">Rotation and number</Header>}>
        <SpaceBetween size="l">
          {number(
            'max_overlap_hours',
            'Maximum overlap (hours)',
            'The longest time that a previous secret is accepted after a rotation.',
          )}
          {number('max_tokens_per_account', 'Tokens per account', 'The largest number. Expired tokens do not count.')}
          {number('unused_after_days', 'Unused after (days)', 'A token is reported as unused after this time.')}
          {number(
            'revoke_unused_after_days',
            'Revoke unused after (days)',
            'An unused token of a Service User is revoked after this time. Empty to revoke none.',
          )}
        </SpaceBetween>
      </Container>
      <Container header={<Header variant="h2">Scopes and addresses</Header>}>
        <SpaceBetween size="l">
          {roles('scopes_required_for', 'Roles whose credentials need scopes', 'None: scopes are optional')}
          {roles('cidrs_required_for', 'Roles whose credentials need addresses', 'None: addresses are optional')}
        </SpaceBetween>
      </Container>
      <Container header={<Header variant="h2">Service Users</Header>}>
        <SpaceBetween size="s">
          <Checkbox
            checked={draft.owner_required}
            description="When it is created or reactivated."
            onChange={({ detail }) => onChange({ ...draft, owner_required: detail.checked })}
          >
            A Service User needs an owner
          </Checkbox>
          <Checkbox
            checked={draft.purpose_required}
            description="When it is created or reactivated."
            onChange={({ detail }) => onChange({ ...draft, purpose_required: detail.checked })}
          >
            A Service User needs a purpose
          </Checkbox>
        </SpaceBetween>
      </Container>
    </SpaceBetween>
  );
}
