// Accounts and tokens by their state.
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useQuery } from '@tanstack/react-query';
import { accountCountQuery } from '../../api/account-counts.ts';
import { countText, tokenCountQuery } from '../../api/token-counts.ts';
import type { User } from '../../api/types.ts';
import { ScreenLink } from '../../components/screen-link.tsx';
import { STATUSES } from '../../components/tokens/token-status.tsx';
import { paths } from '../../paths.ts';

export function Counts() {
  return (
    <Container header={<Header variant="h2">Accounts and tokens</Header>}>
      <KeyValuePairs
        columns={4}
        items={[
          { label: 'Active Service Users', value: <Active type="Service" href={paths.serviceUsers()} /> },
          {
            label: 'Deactivated Service Users',
            value: <Deactivated type="Service" href={paths.serviceUsers({ state: 'all' })} />,
          },
          { label: 'Active people', value: <Active type="Human" href={paths.people()} /> },
          { label: 'Deactivated people', value: <Deactivated type="Human" href={paths.people({ state: 'all' })} /> },
          ...STATUSES.map((status) => ({ label: `${status} service tokens`, value: <Tokens status={status} /> })),
        ]}
      />
    </Container>
  );
}

interface AccountsProps {
  readonly type: User['user_type'];
  readonly href: string;
}

function Active({ type, href }: AccountsProps) {
  const { data, error } = useQuery(accountCountQuery({ type }));
  return <Value text={data === null ? 'Too many to count' : data?.toString()} href={href} error={error} />;
}

function Deactivated({ type, href }: AccountsProps) {
  const active = useQuery(accountCountQuery({ type }));
  const all = useQuery(accountCountQuery({ type, include_deleted: true }));
  const isKnown = typeof active.data === 'number' && typeof all.data === 'number';
  const isLoading = active.data === undefined || all.data === undefined;
  const text = isKnown ? String(Math.max(0, Number(all.data) - Number(active.data))) : 'Too many to count';
  return <Value text={isLoading ? undefined : text} href={href} error={active.error ?? all.error} />;
}

function Tokens({ status }: { readonly status: (typeof STATUSES)[number] }) {
  const { data, error } = useQuery(tokenCountQuery({ status }));
  return <Value text={data && countText(data)} href={paths.serviceTokens({ status })} error={error} />;
}

interface ValueProps {
  readonly text: string | undefined;
  readonly href: string;
  readonly error: unknown;
}

function Value({ text, href, error }: ValueProps) {
  if (error) return <StatusIndicator type="error">Not available</StatusIndicator>;
  if (text === undefined) return <StatusIndicator type="loading">Loading</StatusIndicator>;
  return <ScreenLink href={href}>{text}</ScreenLink>;
}
