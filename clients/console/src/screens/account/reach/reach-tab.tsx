// The teams of an account, and the datastores that it reaches through them.
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { DeactivationPreview, User } from '../../../api/types.ts';
import { deactivationPreviewQuery } from '../../../api/users.ts';
import { ButtonLink } from '../../../components/button-link.tsx';
import { TeamMembers } from '../../../components/team-members.tsx';
import { paths } from '../../../paths.ts';
import { useAccount } from '../use-account.ts';
import { ChangeTeamsDialog } from './change-teams-dialog.tsx';

export function ReachTab() {
  const account = useAccount();
  // What a deactivation would cut off is what the account reaches.
  const { data: preview } = useSuspenseQuery(deactivationPreviewQuery(account.user_id));
  return (
    <SpaceBetween size="l">
      <TeamsTable account={account} />
      <DatastoresTable account={account} datastores={preview.datastores} />
    </SpaceBetween>
  );
}

function TeamsTable({ account }: { readonly account: User }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Table
        header={
          <Header
            variant="h2"
            counter={`(${account.teams.length})`}
            description="They decide which datastores the account reaches."
            actions={account.deleted_at === null && <Button onClick={() => setOpen(true)}>Change teams</Button>}
          >
            Teams
          </Header>
        }
        items={account.teams}
        trackBy={(team) => team}
        ariaLabels={{ tableLabel: 'Teams' }}
        columnDefinitions={[
          { id: 'name', header: 'Name', isRowHeader: true, minWidth: 160, cell: (team) => team },
          { id: 'members', header: 'Members', minWidth: 200, cell: (team) => <TeamMembers team={team} /> },
        ]}
      />
      {isOpen && <ChangeTeamsDialog account={account} onClose={() => setOpen(false)} />}
    </>
  );
}

type Datastores = DeactivationPreview['datastores'];

function DatastoresTable({ account, datastores }: { readonly account: User; readonly datastores: Datastores }) {
  return (
    <Table
      header={
        <Header
          variant="h2"
          counter={`(${countText(datastores)})`}
          description={descriptionOf(account)}
          actions={<ButtonLink href={paths.datastores()}>All datastores</ButtonLink>}
        >
          Datastores that it reaches
        </Header>
      }
      items={datastores.items}
      trackBy={({ id }) => String(id)}
      ariaLabels={{ tableLabel: 'Datastores that it reaches' }}
      columnDefinitions={[{ id: 'name', header: 'Name', isRowHeader: true, cell: ({ name }) => name }]}
      empty="The account reaches no datastore."
    />
  );
}

/** `7`, or `50/1200` if not all are listed, or `50+` if the API does not count them. */
function countText({ total, items }: Datastores): string {
  if (total === null) return `${items.length}+`;
  return total === items.length ? String(total) : `${items.length}/${total}`;
}

function descriptionOf({ role, deleted_at }: User): string {
  if (deleted_at !== null) return 'The account is deactivated: it reaches them again after a reactivation.';
  return role === 'Admin' ? 'The role Admin reaches all datastores, whatever its teams.' : 'Those of its teams.';
}
