// The access review: it reads all Service Users, and shows those with a finding.
import Button from '@cloudscape-design/components/button';
import ProgressBar from '@cloudscape-design/components/progress-bar';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQuery } from '@tanstack/react-query';
import { reviewCsv } from '../../api/access-review.ts';
import { accountCountQuery } from '../../api/account-counts.ts';
import { counted } from '../../components/counted.ts';
import { CsvDownload } from '../../components/csv-download.tsx';
import { FINDINGS } from '../../components/finding-names.ts';
import { Help } from '../../components/help.tsx';
import { useListState } from '../../components/list/list-state.ts';
import { Page } from '../../components/page.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { ReviewTable } from './review-table.tsx';
import { type Review, useReview } from './use-review.ts';

export function AccessReviewScreen() {
  const state = useListState();
  const review = useReview();
  const finding = FINDINGS.find((one) => one === state.search.finding);
  return (
    <Page
      title="Access review"
      description="Every active Service User with its credentials and what a reviewer should look at."
      help={<AccessReviewHelp />}
      actions={
        <SpaceBetween direction="horizontal" size="xs">
          <Button iconName="refresh" disabled={review.status === 'running'} onClick={review.restart}>
            Start again
          </Button>
          <CsvDownload fileName="access-review" read={(cursor, signal) => reviewCsv(finding, cursor, signal)} />
        </SpaceBetween>
      }
    >
      <SpaceBetween size="l">
        <ProblemAlert error={review.error} />
        <Progress review={review} />
        <ReviewTable entries={review.entries} finding={finding} state={state} />
      </SpaceBetween>
    </Page>
  );
}

function Progress({ review }: { readonly review: Review }) {
  const { data: total } = useQuery(accountCountQuery({ type: 'Service' }));
  const read = review.entries.length;
  if (review.status !== 'running') {
    const result = review.status === 'complete' ? 'success' : 'error';
    const text = review.status === 'complete' ? readText(read) : `Stopped after ${serviceUsers(read)}.`;
    return <ProgressBar label="Progress" status={result} resultText={text} />;
  }
  return (
    <SpaceBetween size="xs">
      <ProgressBar
        label="Progress"
        value={total ? Math.min(99, (100 * read) / total) : 0}
        additionalInfo={total ? `${read} of ${serviceUsers(total)} were read.` : readText(read)}
      />
      <Button onClick={review.stop}>Stop</Button>
    </SpaceBetween>
  );
}

const serviceUsers = (count: number) => counted(count, 'Service User');
const readText = (count: number) => `${serviceUsers(count)} ${count === 1 ? 'was' : 'were'} read.`;

function AccessReviewHelp() {
  return (
    <Help title="Access review" pages={{ 'Access review': 'access-review.md' }}>
      <p>The review reads all active Service Users, a few at a time. You can stop it and look at what was read.</p>
      <h3>CSV</h3>
      <p>The download contains the Service Users with the chosen finding, or all of them.</p>
    </Help>
  );
}
