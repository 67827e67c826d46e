// The Service Users of the access review that have a finding.
import Badge from '@cloudscape-design/components/badge';
import Header from '@cloudscape-design/components/header';
import Pagination from '@cloudscape-design/components/pagination';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import type { Finding } from '../../api/access-review.ts';
import type { ReviewEntry } from '../../api/types.ts';
import { Owners } from '../../components/account-link.tsx';
import { counted } from '../../components/counted.ts';
import { FINDINGS, findingCodes, findingName } from '../../components/finding-names.ts';
import { FilterBar, SelectFilter } from '../../components/list/filters.tsx';
import type { ListState } from '../../components/list/list-state.ts';
import { ScreenLink } from '../../components/screen-link.tsx';
import { Time } from '../../components/time.tsx';
import { paths } from '../../paths.ts';

const PAGE_SIZE = 50;

interface ReviewTableProps {
  readonly entries: readonly ReviewEntry[];
  readonly finding: Finding | undefined;
  readonly state: ListState;
}

export function ReviewTable({ entries, finding, state }: ReviewTableProps) {
  const count = (code: string) => entries.filter(({ findings }) => findingCodes(findings).includes(code)).length;
  const options = [
    { value: '', label: `All Service Users (${entries.length})` },
    ...FINDINGS.map((code) => ({ value: code, label: `${findingName(code)} (${count(code)})` })),
  ];
  const shown = entries.filter(({ findings }) => finding === undefined || findingCodes(findings).includes(finding));
  const pages = Math.max(1, Math.ceil(shown.length / PAGE_SIZE));
  const page = Math.min(state.page, pages);
  return (
    <Table
      header={
        <Header variant="h2" counter={`(${shown.length})`}>
          Service Users
        </Header>
      }
      ariaLabels={{ tableLabel: 'Access review' }}
      items={shown.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE)}
      trackBy={({ user }) => user.user_id}
      filter={
        <FilterBar>
          <SelectFilter name="finding" label="Finding" options={options} state={state} />
        </FilterBar>
      }
      pagination={
        <Pagination
          currentPageIndex={page}
          pagesCount={pages}
          onChange={({ detail }) => state.setPage(detail.currentPageIndex)}
        />
      }
      empty="No Service User has this finding."
      columnDefinitions={[
        {
          id: 'name',
          header: 'Service User',
          isRowHeader: true,
          cell: ({ user }) => <ScreenLink href={paths.account(user.user_id)}>{user.name}</ScreenLink>,
        },
        {
          id: 'findings',
          header: 'Findings',
          minWidth: 220,
          cell: ({ findings }) => <Findings codes={findingCodes(findings)} />,
        },
        { id: 'role', header: 'Role', cell: ({ user }) => user.role },
        {
          id: 'owners',
          header: 'Owners',
          cell: ({ owners }) => <Owners owners={owners.map(({ user_id: userId, name }) => ({ userId, name }))} />,
        },
        { id: 'reach', header: 'Datastores', cell: ({ datastores }) => reachText(datastores) },
        { id: 'credentials', header: 'Credentials', minWidth: 180, cell: credentialText },
        {
          id: 'last_login',
          header: 'Last used',
          cell: ({ user }) => (user.last_login === null ? 'Never' : <Time value={user.last_login} />),
        },
      ]}
    />
  );
}

function Findings({ codes }: { readonly codes: readonly string[] }) {
  if (codes.length === 0) return 'None';
  return (
    <SpaceBetween direction="horizontal" size="xxs">
      {codes.map((code) => (
        <Badge key={code}>{findingName(code)}</Badge>
      ))}
    </SpaceBetween>
  );
}

function reachText({ all, items, has_more }: ReviewEntry['datastores']): string {
  if (all) return 'All';
  return items.length === 0 ? 'None' : `${items.map(({ name }) => name).join(', ')}${has_more ? ' and more' : ''}`;
}

function credentialText({ tokens, federation_policies, iam_principals }: ReviewEntry): string {
  const active = tokens.filter(({ status }) => status === 'Active').length;
  return [
    counted(active, 'active token'),
    counted(federation_policies.length, 'federation policy', 'federation policies'),
    counted(iam_principals.length, 'IAM principal'),
  ].join(', ');
}
