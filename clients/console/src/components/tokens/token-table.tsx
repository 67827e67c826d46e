// A table of tokens with all that one can do with them. Used for the tokens of a Service User and for one's own.
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type ReactNode, useState } from 'react';
import type { listQuery } from '../../api/pages.ts';
import type { Secret } from '../../api/tokens.ts';
import type { Role, Token } from '../../api/types.ts';
import { useListState } from '../list/list-state.ts';
import { ACTIONS, type ListColumn, ListTable } from '../list/list-table.tsx';
import { usePreferences } from '../list/preferences.ts';
import { addressesText, scopesText } from '../narrowing/narrowing-text.ts';
import { SecretDialog } from '../secret/secret-dialog.tsx';
import { Time } from '../time.tsx';
import { DeleteTokenDialog, RestoreTokenDialog, RevokeTokenDialog } from './confirm-dialogs.tsx';
import { CreateTokenDialog } from './create-token-dialog.tsx';
import { NarrowTokenDialog } from './narrow-token-dialog.tsx';
import { RotateTokenDialog } from './rotate-token-dialog.tsx';
import { type TokenAction, TokenActions } from './token-actions.tsx';
import { TokenExpiration, TokenStatus } from './token-status.tsx';

export interface TokenTableProps {
  /** Identifies the preferences of the table. */
  readonly id: string;
  /** The tokens of one account. @param size - Tokens on a page. */
  readonly query: (size: number) => ReturnType<typeof listQuery<Token>>;
  /** The account of the tokens. */
  readonly owner: { readonly role: Role; readonly name: string };
  /** The `user_id` of the Service User. @default a personal token of the person */
  readonly userId?: string;
  /** Why no token can be created or restored. @default it is possible */
  readonly disabledReason?: string | undefined;
  readonly filters?: ReactNode;
  /** @default h2: the table is a part of a screen */
  readonly headingVariant?: 'h1' | 'h2';
  readonly title?: string;
  readonly description?: ReactNode;
}

type Open =
  | { readonly action: 'create' }
  | { readonly action: TokenAction; readonly token: Token }
  | { readonly action: 'secret'; readonly title: string; readonly secret: Secret };

export const TOKEN_COLUMNS: readonly ListColumn<Token>[] = [
  { id: 'name', header: 'Name', isRowHeader: true, minWidth: 140, cell: ({ name }) => name },
  { id: 'status', header: 'Status', minWidth: 160, cell: (token) => <TokenStatus token={token} /> },
  { id: 'expiration', header: 'Expires', minWidth: 160, cell: (token) => <TokenExpiration token={token} /> },
  {
    id: 'last_used',
    header: 'Last used',
    minWidth: 120,
    cell: ({ last_used }) => (last_used === null ? 'Never' : <Time value={last_used} />),
  },
  { id: 'hint', header: 'Hint', minWidth: 140, cell: ({ hint }) => <code>{hint}</code> },
  {
    id: 'scopes',
    header: 'Scopes',
    minWidth: 140,
    cell: ({ scopes }) => scopesText(scopes),
  },
  {
    id: 'allowed_cidrs',
    header: 'Addresses',
    minWidth: 120,
    cell: ({ allowed_cidrs }) => addressesText(allowed_cidrs),
  },
  { id: 'created', header: 'Created', minWidth: 120, cell: ({ created }) => <Time value={created} /> },
];

export function TokenTable(props: TokenTableProps) {
  const { id, query, owner, userId, disabledReason, title = 'Tokens', headingVariant = 'h2' } = props;
  const [open, setOpen] = useState<Open>();
  const state = useListState();
  const preferences = usePreferences(id);
  const close = () => setOpen(undefined);
  const showSecret = (heading: string) => (secret: Secret) => setOpen({ action: 'secret', title: heading, secret });
  const createButton = (
    <Button
      disabled={disabledReason !== undefined}
      {...(disabledReason !== undefined && { disabledReason })}
      onClick={() => setOpen({ action: 'create' })}
    >
      Create token
    </Button>
  );
  const actionsColumn: ListColumn<Token> = {
    id: ACTIONS,
    header: 'Actions',
    minWidth: 110,
    cell: (token) => (
      <TokenActions token={token} disabledReason={disabledReason} onAction={(action) => setOpen({ action, token })} />
    ),
  };
  return (
    <>
      <ListTable
        title={title}
        headingVariant={headingVariant}
        description={props.description}
        query={query(preferences[0].pageSize)}
        columns={[...TOKEN_COLUMNS, actionsColumn]}
        trackBy={(token) => String(token.id)}
        state={state}
        preferences={preferences}
        filterNames={['name', 'status']}
        filters={props.filters}
        actions={createButton}
        empty={
          <SpaceBetween size="m">
            <b>No tokens</b>
            {createButton}
          </SpaceBetween>
        }
      />
      {open?.action === 'create' && (
        <CreateTokenDialog
          role={owner.role}
          {...(userId !== undefined && { userId })}
          onSecret={showSecret('Token created')}
          onDismiss={close}
        />
      )}
      {open?.action === 'rotate' && (
        <RotateTokenDialog
          token={open.token}
          role={owner.role}
          onSecret={showSecret('Token rotated')}
          onDismiss={close}
        />
      )}
      {open?.action === 'narrow' && <NarrowTokenDialog token={open.token} role={owner.role} onClose={close} />}
      {open?.action === 'revoke' && <RevokeTokenDialog token={open.token} onClose={close} />}
      {open?.action === 'restore' && <RestoreTokenDialog token={open.token} onClose={close} />}
      {open?.action === 'delete' && <DeleteTokenDialog token={open.token} onClose={close} />}
      {open?.action === 'secret' && <SecretDialog title={open.title} secret={open.secret} onClose={close} />}
    </>
  );
}
