// The details of an account: a summary, and tabs.
import Container from '@cloudscape-design/components/container';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tabs from '@cloudscape-design/components/tabs';
import { Outlet, useMatch, useRouterState } from '@tanstack/react-router';
import { Suspense } from 'react';
import type { User } from '../../api/types.ts';
import { AccountLink, Owners } from '../../components/account-link.tsx';
import { AccountState } from '../../components/account-state.tsx';
import { Copy } from '../../components/copy.tsx';
import { useFollow } from '../../components/follow.ts';
import { Labels } from '../../components/labels.tsx';
import { Loading } from '../../components/loading.tsx';
import { Page } from '../../components/page.tsx';
import { Redirect } from '../../components/redirect.tsx';
import { Time } from '../../components/time.tsx';
import { paths } from '../../paths.ts';
import { EditButton } from './edit/edit-button.tsx';
import { tabsOf } from './tabs.ts';
import { useAccount } from './use-account.ts';

const SERVICE_PARENTS = [{ text: 'Service Users', href: paths.serviceUsers() }];
const PERSON_PARENTS = [{ text: 'People', href: paths.people() }];

export function AccountScreen() {
  const account = useAccount();
  return (
    <Page
      title={account.name}
      parents={account.user_type === 'Service' ? SERVICE_PARENTS : PERSON_PARENTS}
      description={<Copy text={account.user_id} label="user ID" />}
      actions={account.deleted_at === null && <EditButton account={account} />}
    >
      <SpaceBetween size="l">
        <Summary account={account} />
        <AccountTabs account={account} />
      </SpaceBetween>
    </Page>
  );
}

function Summary({ account }: { readonly account: User }) {
  const isService = account.user_type === 'Service';
  return (
    <Container>
      <KeyValuePairs
        columns={4}
        items={[
          { label: 'State', value: <AccountState user={account} /> },
          { label: 'Role', value: account.role },
          { label: 'Teams', value: account.teams.join(', ') },
          {
            label: isService ? 'Last used' : 'Last login',
            value: account.last_login === null ? 'Never' : <Time value={account.last_login} />,
          },
          { label: 'Created', value: <Time value={account.created_at} /> },
          { label: 'Created by', value: <AccountLink userId={account.created_by} /> },
          ...(isService
            ? [
                { label: 'Owners', value: <Owners owners={account.owners.map((userId) => ({ userId }))} /> },
                { label: 'Purpose', value: account.purpose ?? '-' },
                { label: 'Labels', value: <Labels labels={account.labels} /> },
                { label: 'Managed by', value: account.managed_by ?? '-' },
              ]
            : []),
        ]}
      />
    </Container>
  );
}

function AccountTabs({ account }: { readonly account: User }) {
  const follow = useFollow();
  const pathname = useRouterState({ select: ({ location }) => location.pathname });
  const tabs = tabsOf(account);
  const active = tabs.find(({ id }) => pathname.endsWith(`/${id}`));
  const isIndex = useMatch({ from: '/admin/accounts/$userId/', shouldThrow: false }) !== undefined;
  if (isIndex) return <Redirect href={paths.account(account.user_id, tabs[0]?.id)} />;
  return (
    <Tabs
      ariaLabel={`Parts of ${account.name}`}
      activeTabId={active?.id ?? ''}
      tabs={tabs.map(({ id, label }) => ({
        id,
        label,
        href: paths.account(account.user_id, id),
        content: (
          <Suspense fallback={<Loading />}>
            <Outlet />
          </Suspense>
        ),
      }))}
      onChange={({ detail }) => {
        const href = paths.account(account.user_id, detail.activeTabId as (typeof tabs)[number]['id']);
        follow({ preventDefault() {}, detail: { href } });
      }}
    />
  );
}
