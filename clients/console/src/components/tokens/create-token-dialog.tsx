// Creates a token.
import { useState } from 'react';
import { type Secret, useCreateToken } from '../../api/tokens.ts';
import type { Role } from '../../api/types.ts';
import { Dialog } from '../dialog.tsx';
import { EMPTY_TOKEN, TokenFields, toTokenFields } from './token-fields.tsx';

interface CreateTokenDialogProps {
  readonly role: Role;
  /** @default a personal token */
  readonly userId?: string;
  readonly onSecret: (secret: Secret) => void;
  readonly onDismiss: () => void;
}

export function CreateTokenDialog({ role, userId, onSecret, onDismiss }: CreateTokenDialogProps) {
  const [draft, setDraft] = useState(EMPTY_TOKEN);
  const create = useCreateToken(onSecret);
  return (
    <Dialog
      title="Create token"
      draft={draft}
      confirm="Create token"
      change={create}
      check="Check whether the list has the new token. If it has, rotate it to get a secret."
      onConfirm={() => create.mutate({ ...toTokenFields(draft), ...(userId !== undefined && { user_id: userId }) })}
      onDismiss={onDismiss}
    >
      <TokenFields draft={draft} onChange={setDraft} role={role} error={create.error} autoFocus />
    </Dialog>
  );
}
