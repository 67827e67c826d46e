// The choice of a role.

import FormField from '@cloudscape-design/components/form-field';
import RadioGroup from '@cloudscape-design/components/radio-group';
import type { Role } from '../api/types.ts';

const DESCRIPTIONS: Readonly<Record<Role, string>> = {
  Member: 'Reads the datastores of its teams.',
  Manager: 'Reads and writes the datastores of its teams.',
  Admin: 'Manages accounts, teams and tokens, and reaches all datastores.',
};

interface RoleFieldProps {
  readonly value: Role;
  readonly onChange: (role: Role) => void;
  readonly error?: string | undefined;
}

export function RoleField({ value, onChange, error }: RoleFieldProps) {
  return (
    <FormField label="Role" errorText={error}>
      <RadioGroup
        value={value}
        items={(Object.keys(DESCRIPTIONS) as Role[]).map((role) => ({
          value: role,
          label: role,
          description: DESCRIPTIONS[role],
        }))}
        onChange={({ detail }) => onChange(detail.value as Role)}
      />
    </FormField>
  );
}
