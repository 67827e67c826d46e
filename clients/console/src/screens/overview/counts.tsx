// Accounts and tokens by their state.
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useQuery } from '@tanstack/react-query';
import { accountCountQuery } from '../../api/account-counts.ts';
import { countText, tokenCountQuery } from '../../api/token-counts.ts';
import type { UserFilter } from '../../api/users.ts';
import { ScreenLink } from '../../components/screen-link.tsx';
import { STATUSES } from '../../components/tokens/token-status.tsx';
import { paths } from '../../paths.ts';

const DEACTIVATED = { only_deleted: true };
const DEACTIVATED_LIST = { state: 'deactivated' };

export function Counts() {
  return (
    <Container header={<Header variant="h2">Accounts and tokens</Header>}>
      <KeyValuePairs
        columns={4}
        items={[
          {
            label: 'Active Service Users',
            value: <Accounts filter={{ type: 'Service' }} href={paths.serviceUsers()} />,
          },
          {
            label: 'Deactivated Service Users',
            value: (
              <Accounts filter={{ type: 'Service', ...DEACTIVATED }} href={paths.serviceUsers(DEACTIVATED_LIST)} />
            ),
          },
          { label: 'Active people', value: <Accounts filter={{ type: 'Human' }} href={paths.people()} /> },
          {
            label: 'Deactivated people',
            value: <Accounts filter={{ type: 'Human', ...DEACTIVATED }} href={paths.people(DEACTIVATED_LIST)} />,
          },
          ...STATUSES.map((status) => ({ label: `${status} service tokens`, value: <Tokens status={status} /> })),
        ]}
      />
    </Container>
  );
}

function Accounts({ filter, href }: { readonly filter: UserFilter; readonly href: string }) {
  const { data, error } = useQuery(accountCountQuery(filter));
  return <Value text={data === null ? 'Too many to count' : data?.toString()} href={href} error={error} />;
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
