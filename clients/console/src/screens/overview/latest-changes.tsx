// The latest entries of the audit log.
import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import { useInfiniteQuery } from '@tanstack/react-query';
import { auditQuery } from '../../api/audit-log.ts';
import { auditColumns } from '../../components/audit/audit-columns.tsx';
import { namesIn } from '../../components/audit/token-names.ts';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { ScreenLink } from '../../components/screen-link.tsx';
import { paths } from '../../paths.ts';

const COUNT = 10;

export function LatestChanges() {
  const { data, error, isPending } = useInfiniteQuery(auditQuery({}, COUNT));
  const entries = data?.pages[0]?.items ?? [];
  return (
    <>
      <ProblemAlert error={error} />
      <Table
        header={
          <Header variant="h2" actions={<ScreenLink href={paths.auditLog()}>Open the audit log</ScreenLink>}>
            Latest changes
          </Header>
        }
        ariaLabels={{ tableLabel: 'Latest changes' }}
        loading={isPending}
        loadingText="Loading changes"
        items={entries}
        trackBy={({ id }) => String(id)}
        empty="No changes yet"
        columnDefinitions={auditColumns(namesIn(entries))}
      />
    </>
  );
}
