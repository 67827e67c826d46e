// Creates a token.
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import { useState } from 'react';
import { fieldError } from '../../api/problem.ts';
import { type Secret, useCreateToken } from '../../api/tokens.ts';
import type { Role } from '../../api/types.ts';
import { Dialog } from '../dialog.tsx';
import { type Lifetime, LifetimeField } from './lifetime-field.tsx';

interface CreateTokenDialogProps {
  readonly role: Role;
  /** @default a personal token */
  readonly userId?: string;
  readonly onSecret: (secret: Secret) => void;
  readonly onDismiss: () => void;
}

export function CreateTokenDialog({ role, userId, onSecret, onDismiss }: CreateTokenDialogProps) {
  const [name, setName] = useState('');
  const [lifetime, setLifetime] = useState<Lifetime>();
  const create = useCreateToken(onSecret);
  return (
    <Dialog
      title="Create token"
      confirm="Create token"
      change={create}
      check="Check whether the list has the new token. If it has, rotate it to get a secret."
      onConfirm={() =>
        create.mutate({
          name: name.trim(),
          ...(userId !== undefined && { user_id: userId }),
          ...(lifetime !== undefined && { expires_in_days: lifetime }),
        })
      }
      onDismiss={onDismiss}
    >
      <FormField
        label="Name"
        description="Where the token is used, such as production. The name is unique within the account."
        errorText={fieldError(create.error, 'name')}
      >
        <Input value={name} autoFocus onChange={({ detail }) => setName(detail.value)} />
      </FormField>
      <LifetimeField
        value={lifetime}
        onChange={setLifetime}
        role={role}
        defaultLabel={(policy) =>
          policy
            ? `${Math.min(policy.default_lifetime_days, policy.max_lifetime_days)} days (default)`
            : 'Default of the token policy'
        }
        error={fieldError(create.error, 'expires_in_days')}
      />
    </Dialog>
  );
}
