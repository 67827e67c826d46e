// The findings of the access review by kind. Only the first Service Users are read: the access review reads all.
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useQuery } from '@tanstack/react-query';
import { reviewStartQuery } from '../../api/access-review.ts';
import { counted } from '../../components/counted.ts';
import { FINDINGS, findingCodes, findingName } from '../../components/finding-names.ts';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { ScreenLink } from '../../components/screen-link.tsx';
import { paths } from '../../paths.ts';

export function Findings() {
  const { data, error, isPending } = useQuery(reviewStartQuery);
  const count = (code: string) => data?.items.filter(({ findings }) => findingCodes(findings).includes(code)).length;
  const read = data?.items.length ?? 0;
  const isPart = data !== undefined && data.next_cursor !== null;
  const found = FINDINGS.filter((code) => count(code));
  return (
    <Container
      header={
        <Header
          variant="h2"
          description="Service Users that a reviewer should look at."
          actions={<ScreenLink href={paths.accessReview()}>Open the access review</ScreenLink>}
        >
          Findings
        </Header>
      }
    >
      <SpaceBetween size="m">
        <ProblemAlert error={error} />
        {isPending && <StatusIndicator type="loading">Loading findings</StatusIndicator>}
        {isPart && (
          <Box variant="p">
            These numbers cover only the {counted(read, 'oldest Service User', 'oldest Service Users')}. Later ones may
            have more findings, also of other kinds. The access review reads all: each number leads to it.
          </Box>
        )}
        {data && found.length === 0 && (
          <StatusIndicator type={isPart ? 'info' : 'success'}>
            {isPart ? `No findings among the ${read} oldest` : 'No findings'}
          </StatusIndicator>
        )}
        <KeyValuePairs
          columns={4}
          items={found.map((code) => ({
            label: findingName(code),
            value: (
              <ScreenLink href={paths.accessReview({ finding: code })}>
                {isPart ? `${count(code)} of ${read}` : `${count(code)}`}
              </ScreenLink>
            ),
          }))}
        />
      </SpaceBetween>
    </Container>
  );
}
