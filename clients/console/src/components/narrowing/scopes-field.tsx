// The choice of scopes: known ones, and those of APIs behind the authorizer, whose names the person types.
import FormField from '@cloudscape-design/components/form-field';
import Multiselect from '@cloudscape-design/components/multiselect';
import { useState } from 'react';
import { findScopes } from './scopes.ts';

interface ScopesFieldProps {
  readonly value: readonly string[];
  readonly onChange: (scopes: readonly string[]) => void;
  readonly error: string | undefined;
}

export function ScopesField({ value, onChange, error }: ScopesFieldProps) {
  const [text, setText] = useState('');
  return (
    <FormField
      label="Chosen scopes"
      description="For an API behind the authorizer, type api: and its name. Without any, only the operations without a scope work, such as GET /api/me."
      errorText={error}
    >
      <Multiselect
        selectedOptions={value.map((scope) => ({ value: scope, label: scope }))}
        options={findScopes(text)}
        filteringType="manual"
        filteringAriaLabel="Find scopes"
        filteringPlaceholder="datastores, or api:reports"
        placeholder="Choose scopes"
        empty="No scope found"
        onLoadItems={({ detail }) => setText(detail.filteringText)}
        onChange={({ detail }) => onChange(detail.selectedOptions.map((option) => option.value ?? ''))}
      />
    </FormField>
  );
}
