// What one can do with a token in its status.
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import type { Token } from '../../api/types.ts';

export type TokenAction = 'rotate' | 'narrow' | 'revoke' | 'restore' | 'delete';

const TEXTS: Readonly<Record<TokenAction, string>> = {
  rotate: 'Rotate',
  narrow: 'Edit scopes and addresses',
  revoke: 'Revoke',
  restore: 'Restore',
  delete: 'Delete',
};

/** A compromised or expired token cannot be restored. An active one must be revoked before it is deleted. */
function actionsOf({ status }: Token): readonly TokenAction[] {
  if (status === 'Active') return ['rotate', 'narrow', 'revoke'];
  return status === 'Revoked' ? ['restore', 'narrow', 'delete'] : ['delete'];
}

interface TokenActionsProps {
  readonly token: Token;
  /** Why the token cannot be restored. */
  readonly disabledReason: string | undefined;
  readonly onAction: (action: TokenAction) => void;
}

export function TokenActions({ token, disabledReason, onAction }: TokenActionsProps) {
  return (
    <ButtonDropdown
      variant="inline-icon"
      ariaLabel={`Actions for ${token.name}`}
      expandToViewport
      items={actionsOf(token).map((id) => ({
        id,
        text: TEXTS[id],
        ...(id === 'restore' && disabledReason !== undefined && { disabled: true, disabledReason }),
      }))}
      onItemClick={({ detail }) => onAction(detail.id as TokenAction)}
    />
  );
}
