// Deactivates an account, after a look at what that cuts off.
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { User } from '../../../api/types.ts';
import { deactivationPreviewQuery } from '../../../api/users.ts';
import { Blockers } from './blockers.tsx';
import { Consequences } from './consequences.tsx';
import { DeactivateDialog } from './deactivate-dialog.tsx';
import { RevokeAllDialog } from './revoke-all-dialog.tsx';

export function Deactivation({ account }: { readonly account: User }) {
  const { data: preview } = useSuspenseQuery(deactivationPreviewQuery(account.user_id));
  const [open, setOpen] = useState<'deactivate' | 'revoke-all'>();
  const close = () => setOpen(undefined);
  const isBlocked = preview.blocked_by.length > 0;
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="The account stays in the audit log, and its user ID is never given to another account. You can reactivate it."
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              {!preview.blocked_by.includes('active_tokens') && (
                <Button onClick={() => setOpen('revoke-all')}>Revoke all tokens</Button>
              )}
              <Button
                disabled={isBlocked}
                {...(isBlocked && { disabledReason: 'First remove what blocks the deactivation.' })}
                onClick={() => setOpen('deactivate')}
              >
                Deactivate
              </Button>
            </SpaceBetween>
          }
        >
          Deactivate this account
        </Header>
      }
    >
      <SpaceBetween size="l">
        <Blockers preview={preview} onRevokeAll={() => setOpen('revoke-all')} />
        <Consequences preview={preview} />
      </SpaceBetween>
      {open === 'deactivate' && <DeactivateDialog account={account} onClose={close} />}
      {open === 'revoke-all' && <RevokeAllDialog account={account} onClose={close} />}
    </Container>
  );
}
