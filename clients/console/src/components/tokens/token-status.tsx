// The status of a token as an icon and a word, and when it expires.
import Badge from '@cloudscape-design/components/badge';
import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import type { Token } from '../../api/types.ts';
import { Time } from '../time.tsx';

const ICONS: Readonly<Record<string, StatusIndicatorProps.Type>> = {
  Active: 'success',
  Revoked: 'stopped',
  Expired: 'warning',
  Compromised: 'error',
};

/** Later versions of the API may have other statuses. */
export function TokenStatus({ token }: { readonly token: Token }) {
  return (
    <SpaceBetween size="xxxs">
      <StatusIndicator type={ICONS[token.status] ?? 'info'}>{token.status}</StatusIndicator>
      {token.previous_secret_expires !== undefined && <PreviousSecret token={token} />}
    </SpaceBetween>
  );
}

function PreviousSecret({ token }: { readonly token: Token }) {
  const { previous_secret_expires: expires = '', previous_secret_last_used: lastUsed } = token;
  return (
    <Box fontSize="body-s" color="text-body-secondary">
      <div>Previous secret valid until</div>
      <Time value={expires} format="full" />,
      <div>
        {lastUsed ? (
          <>
            last used <Time value={lastUsed} />
          </>
        ) : (
          'never used'
        )}
      </div>
    </Box>
  );
}

/** When the token was last used, as a sentence. */
export function LastUse({ token: { last_used } }: { readonly token: Token }) {
  if (last_used === null) return 'It was never used.';
  return (
    <>
      It was last used <Time value={last_used} />.
    </>
  );
}

const DAY_MS = 24 * 3600 * 1000;
const SOON_DAYS = 14;

export function TokenExpiration({ token: { expiration, active } }: { readonly token: Token }) {
  if (expiration === null) return <Badge color="severity-medium">Never expires</Badge>;
  const days = (Date.parse(expiration) - Date.now()) / DAY_MS;
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <Time value={expiration} />
      {active && days < SOON_DAYS && <Badge color="severity-high">Expires soon</Badge>}
    </SpaceBetween>
  );
}

/** For a filter by status. */
export const STATUSES = ['Active', 'Revoked', 'Expired', 'Compromised'] as const;
export const STATUS_OPTIONS = [
  { value: '', label: 'Any status' },
  ...STATUSES.map((status) => ({ value: status, label: status })),
];
