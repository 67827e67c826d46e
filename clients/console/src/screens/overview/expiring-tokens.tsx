// The service tokens that expire in the next 90 days, by week: as a chart, and as a table with links.
import BarChart from '@cloudscape-design/components/bar-chart';
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useQuery } from '@tanstack/react-query';
import { expiringTokensQuery } from '../../api/expiring-tokens.ts';
import { dayFromNow } from '../../components/days.ts';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { ScreenLink } from '../../components/screen-link.tsx';
import { paths } from '../../paths.ts';

const WEEKS = 13;
const WEEK_DAYS = 7;
const DAY = new Intl.DateTimeFormat('en', { month: 'short', day: 'numeric', timeZone: 'UTC' });

interface Week {
  /** The first day, for people. */
  readonly label: string;
  /** The day after the last one. */
  readonly end: string;
  readonly count: number;
}

function weeksOf(expirations: readonly string[]): Week[] {
  return Array.from({ length: WEEKS }, (_, index) => {
    const start = index === 0 ? '' : dayFromNow(index * WEEK_DAYS);
    const end = dayFromNow((index + 1) * WEEK_DAYS);
    return {
      label: DAY.format(new Date(dayFromNow(index * WEEK_DAYS))),
      end,
      count: expirations.filter((time) => time >= start && time < end).length,
    };
  });
}

export function ExpiringTokens() {
  const { data, error, isPending } = useQuery(expiringTokensQuery(dayFromNow(WEEKS * WEEK_DAYS)));
  const weeks = weeksOf(data?.expirations ?? []);
  const count = data?.expirations.length ?? 0;
  return (
    <Container
      header={
        <Header variant="h2" counter={data && `(${count}${data.isMore ? '+' : ''})`}>
          Tokens that expire in the next 90 days
        </Header>
      }
    >
      <SpaceBetween size="m">
        <ProblemAlert error={error} />
        {data?.isMore && <Box variant="p">Only the first {count} tokens are shown. Later weeks have more.</Box>}
        <BarChart
          ariaLabel="Tokens that expire in the next 90 days"
          ariaDescription="The table below has the same numbers."
          height={200}
          hideFilter
          hideLegend
          xScaleType="categorical"
          xTitle="Week from (UTC)"
          yTitle="Tokens"
          // There are no half tokens.
          yTickFormatter={(count) => (Number.isInteger(count) ? String(count) : '')}
          statusType={isPending ? 'loading' : 'finished'}
          loadingText="Loading tokens"
          empty="No token expires in the next 90 days."
          series={
            count === 0
              ? []
              : [{ title: 'Tokens', type: 'bar', data: weeks.map(({ label, count: y }) => ({ x: label, y })) }]
          }
        />
        {count > 0 && <Weeks weeks={weeks} />}
      </SpaceBetween>
    </Container>
  );
}

function Weeks({ weeks }: { readonly weeks: readonly Week[] }) {
  return (
    <ExpandableSection headerText="The numbers as a table">
      <Table
        variant="embedded"
        ariaLabels={{ tableLabel: 'Tokens that expire, by week' }}
        items={weeks}
        trackBy="end"
        columnDefinitions={[
          { id: 'week', header: 'Week from (UTC)', isRowHeader: true, cell: ({ label }) => label },
          { id: 'count', header: 'Tokens', cell: ({ count }) => count },
          {
            id: 'list',
            header: 'List',
            cell: ({ end }) => (
              <ScreenLink href={paths.serviceTokens({ status: 'Active', expires_before: end })}>
                {`Tokens that expire before ${end}`}
              </ScreenLink>
            ),
          },
        ]}
      />
    </ExpandableSection>
  );
}
