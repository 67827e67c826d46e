// The page for people who are not signed in: they signed out, the API refused them, or the login failed.
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';
import { ApiProblem } from '../api/problem.ts';
import { type SessionState, signInAgain, signOut } from './session.ts';

/** What a rejection means, by the code of the API. Its own detail is shown for every other code. */
const REJECTIONS: Readonly<Record<string, { readonly title: string; readonly advice: string }>> = {
  service_user_cannot_log_in: {
    title: 'Service Users cannot sign in',
    advice: 'A Service User is for automation. Sign in as a person.',
  },
  user_deactivated: {
    title: 'Your account is deactivated',
    advice: 'Ask an Admin of this workspace to reactivate it.',
  },
  not_invited: {
    title: 'You have no account in this workspace',
    advice: 'Ask an Admin of this workspace to invite you with the e-mail address that you sign in with.',
  },
};

export default function SessionPage({ session }: { readonly session: SessionState }) {
  if (session.status === 'refused') return <Refused error={session.error} />;
  if (session.status === 'failed') {
    return (
      <Page title="The sign-in failed" actions={<SignInButton>Try again</SignInButton>}>
        <Alert type="error">{session.error.message}</Alert>
      </Page>
    );
  }
  return (
    <Page title="You are signed out" actions={<SignInButton>Sign in</SignInButton>}>
      <Box variant="p">Sign in to manage the Service Users of your workspace.</Box>
    </Page>
  );
}

function Refused({ error }: { readonly error: Error }) {
  const rejection = error instanceof ApiProblem ? REJECTIONS[error.code] : undefined;
  const actions = (
    <SpaceBetween direction="horizontal" size="xs">
      <SignInButton asAnother>Sign in as another person</SignInButton>
      <Button onClick={() => void signOut()}>Sign out</Button>
    </SpaceBetween>
  );
  return (
    <Page title={rejection?.title ?? 'You cannot sign in'} actions={actions}>
      <SpaceBetween size="m">
        <Alert type="error">{error.message}</Alert>
        {rejection && <Box variant="p">{rejection.advice}</Box>}
      </SpaceBetween>
    </Page>
  );
}

function SignInButton({ children, asAnother = false }: { readonly children: string; readonly asAnother?: boolean }) {
  return (
    <Button variant="primary" onClick={() => void signInAgain({ asAnother })}>
      {children}
    </Button>
  );
}

interface PageProps {
  readonly title: string;
  readonly actions: ReactNode;
  readonly children: ReactNode;
}

function Page({ title, actions, children }: PageProps) {
  return (
    <main>
      <Box padding={{ vertical: 'xxxl', horizontal: 'l' }}>
        <ContentLayout header={<Header variant="h1">{title}</Header>} maxContentWidth={640}>
          <SpaceBetween size="l">
            {children}
            {actions}
          </SpaceBetween>
        </ContentLayout>
      </Box>
    </main>
  );
}
