// The account exists, but what it signs in with was refused: says so, and offers to correct it.
import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Form from '@cloudscape-design/components/form';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { User } from '../../api/types.ts';
import { ButtonLink } from '../../components/button-link.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { paths } from '../../paths.ts';
import { credentialName, METHODS, type SignIn, tabOf } from './sign-in.ts';
import { SignInFields } from './sign-in-fields.tsx';

interface IncompleteSignInProps {
  readonly account: User;
  readonly signIn: SignIn;
  readonly onChange: (signIn: SignIn) => void;
  /** The addition: its state is shown. */
  readonly change: { readonly isPending: boolean; readonly error: unknown };
  readonly onRetry: () => void;
}

export function IncompleteSignIn({ account, signIn, onChange, change, onRetry }: IncompleteSignInProps) {
  const credential = credentialName(signIn);
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!change.isPending) onRetry();
      }}
    >
      <Form
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <ButtonLink href={paths.account(account.user_id, tabOf(signIn))}>Open the account</ButtonLink>
            <Button variant="primary" loading={change.isPending}>
              Try again
            </Button>
          </SpaceBetween>
        }
      >
        <SpaceBetween size="l">
          <div role="alert">
            <Alert type="warning" header={`${account.name} was created, but the ${credential} was not`}>
              The account cannot sign in yet. Correct the {credential} below and try again. You can also open the
              account and add it later.
            </Alert>
          </div>
          <ProblemAlert error={change.error} check={`Open the account and check whether it has the ${credential}.`} />
          <Container
            header={<Header variant="h2">{METHODS.find(({ value }) => value === signIn.method)?.label}</Header>}
          >
            <SignInFields signIn={signIn} onChange={onChange} role={account.role} error={change.error} />
          </Container>
        </SpaceBetween>
      </Form>
    </form>
  );
}
