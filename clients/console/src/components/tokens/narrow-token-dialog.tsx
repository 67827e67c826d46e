// Changes the scopes and addresses of a token.
import Box from '@cloudscape-design/components/box';
import { useState } from 'react';
import { useNarrowToken } from '../../api/tokens.ts';
import type { Role, Token } from '../../api/types.ts';
import { notify } from '../../layout/notifications.tsx';
import { Dialog } from '../dialog.tsx';
import { changedNarrowing, toNarrowingDraft } from '../narrowing/narrowing-draft.ts';
import { NarrowingFields } from '../narrowing/narrowing-fields.tsx';

interface NarrowTokenDialogProps {
  readonly token: Token;
  /** The role of the account of the token. */
  readonly role: Role;
  readonly onClose: () => void;
}

export function NarrowTokenDialog({ token, role, onClose }: NarrowTokenDialogProps) {
  // The token as it was when the dialog opened: the page reads it again after an error.
  const [before] = useState(() => toNarrowingDraft(token));
  const [draft, setDraft] = useState(before);
  const change = useNarrowToken(token.id, () => {
    notify({ type: 'success', content: `The scopes and addresses of ${token.name} were changed.` });
    onClose();
  });
  const changes = changedNarrowing(before, draft);
  return (
    <Dialog
      title={`Edit scopes and addresses of ${token.name}`}
      draft={draft}
      confirm="Save"
      change={change}
      check="Check the scopes and addresses in the list."
      isDisabled={Object.keys(changes).length === 0}
      onConfirm={() => change.mutate(changes)}
      onDismiss={onClose}
    >
      <Box variant="p">The next request with the token already has them. The secret stays the same.</Box>
      <NarrowingFields draft={draft} onChange={setDraft} role={role} error={change.error} isOpen />
    </Dialog>
  );
}
