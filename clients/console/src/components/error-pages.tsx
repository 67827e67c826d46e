// The pages for errors of a whole screen.
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import { toProblem } from '../api/problem.ts';
import { queryClient } from '../api/query-client.ts';
import { paths } from '../paths.ts';
import { Page } from './page.tsx';
import { ProblemAlert } from './problem-alert.tsx';
import { ScreenLink } from './screen-link.tsx';

export function ErrorPage({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const retry = async () => {
    await queryClient.resetQueries();
    reset();
    await router.invalidate();
  };
  return (
    <Page title={toProblem(error).status === 404 ? 'Not found' : 'This page cannot be shown'}>
      <ProblemAlert error={error} action={<Button onClick={() => void retry()}>Try again</Button>} />
    </Page>
  );
}

export function NotFoundPage() {
  return (
    <Page title="Page not found">
      <Box variant="p">
        There is no page at this address. <ScreenLink href={paths.home()}>Open the start page</ScreenLink>
      </Box>
    </Page>
  );
}

export function NotAllowedPage() {
  return (
    <Page title="Not available for your role">
      <Box variant="p">Only Admins manage accounts. Ask an Admin of your workspace.</Box>
    </Page>
  );
}
