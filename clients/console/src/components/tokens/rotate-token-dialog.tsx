// Rotates a token: the same token gets a new secret, and the previous one is accepted for a while.
import Box from '@cloudscape-design/components/box';
import FormField from '@cloudscape-design/components/form-field';
import RadioGroup from '@cloudscape-design/components/radio-group';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useMe } from '../../api/me.ts';
import { fieldError } from '../../api/problem.ts';
import { policyQuery, type Secret, useRotateToken } from '../../api/tokens.ts';
import type { Role, Token } from '../../api/types.ts';
import { Dialog } from '../dialog.tsx';
import { dateText } from '../time.tsx';
import { type Lifetime, LifetimeField } from './lifetime-field.tsx';
import { LastUse } from './token-status.tsx';

const OVERLAPS = [
  { hours: 24, label: '24 hours', description: 'Time to replace the secret everywhere. Nothing stops working today.' },
  { hours: 1, label: '1 hour' },
  { hours: 168, label: '7 days' },
  {
    hours: 0,
    label: 'No overlap',
    description: 'The previous secret stops working at once: when it may have leaked.',
  },
];

interface RotateTokenDialogProps {
  readonly token: Token;
  readonly role: Role;
  readonly onSecret: (secret: Secret) => void;
  readonly onDismiss: () => void;
}

export function RotateTokenDialog({ token, role, onSecret, onDismiss }: RotateTokenDialogProps) {
  const { data: policy } = useQuery({ ...policyQuery, enabled: useMe().role === 'Admin' });
  const allowed = OVERLAPS.filter(({ hours }) => hours <= (policy?.max_overlap_hours ?? 168));
  const [chosen, setChosen] = useState<number>();
  const [lifetime, setLifetime] = useState<Lifetime>();
  const rotate = useRotateToken(token.id, onSecret);
  const overlap = chosen ?? allowed[0]?.hours ?? 0;
  return (
    <Dialog
      title={`Rotate ${token.name}`}
      draft={[chosen, lifetime]}
      confirm="Rotate"
      change={rotate}
      check="Check whether the list shows a previous secret. If it does, the token was rotated: rotate it again to get a secret."
      onConfirm={() =>
        rotate.mutate({ overlap_hours: overlap, ...(lifetime !== undefined && { expires_in_days: lifetime }) })
      }
      onDismiss={onDismiss}
    >
      <Box variant="p">
        The token gets a new secret. <LastUse token={token} />
      </Box>
      <FormField label="How long the previous secret stays valid" errorText={fieldError(rotate.error, 'overlap_hours')}>
        <RadioGroup
          value={String(overlap)}
          items={allowed.map(({ hours, label, description }) => ({
            value: String(hours),
            label,
            ...(description !== undefined && { description }),
          }))}
          onChange={({ detail }) => setChosen(Number(detail.value))}
        />
      </FormField>
      <LifetimeField
        value={lifetime}
        onChange={setLifetime}
        role={role}
        defaultLabel={() => keptExpiration(token)}
        error={fieldError(rotate.error, 'expires_in_days')}
      />
    </Dialog>
  );
}

function keptExpiration({ expiration }: Token): string {
  return expiration === null ? 'Never expires (unchanged)' : `${dateText(expiration)} (unchanged)`;
}
