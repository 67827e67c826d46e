// The findings of the access review by kind. Only the first Service Users are read: the access review reads all.
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useQuery } from '@tanstack/react-query';
import { REVIEW_PAGE_SIZE, reviewStartQuery } from '../../api/access-review.ts';
import { FINDINGS, findingCodes, findingName } from '../../components/finding-names.ts';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { ScreenLink } from '../../components/screen-link.tsx';
import { paths } from '../../paths.ts';

export function Findings() {
  const { data, error, isPending } = useQuery(reviewStartQuery);
  const count = (code: string) => data?.items.filter(({ findings }) => findingCodes(findings).includes(code)).length;
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
        {data?.next_cursor && (
          <Box variant="p">Of the first {REVIEW_PAGE_SIZE} Service Users. The access review reads all.</Box>
        )}
        {data && found.length === 0 && <StatusIndicator type="success">No findings</StatusIndicator>}
        <KeyValuePairs
          columns={4}
          items={found.map((code) => ({
            label: findingName(code),
            value: <ScreenLink href={paths.accessReview({ finding: code })}>{`${count(code)}`}</ScreenLink>,
          }))}
        />
      </SpaceBetween>
    </Container>
  );
}
