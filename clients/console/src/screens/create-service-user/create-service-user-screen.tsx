// The creation of a Service User, with its first token if the person wants one.

import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Form from '@cloudscape-design/components/form';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { derivedUserId } from '../../../../user-id.ts';
import type { Secret } from '../../api/tokens.ts';
import type { User } from '../../api/types.ts';
import { useCreateServiceUser } from '../../api/users.ts';
import { EMPTY_ACCOUNT, toFields } from '../../components/account-draft.ts';
import { AccountFields } from '../../components/account-fields.tsx';
import { useOpen } from '../../components/follow.ts';
import { Page } from '../../components/page.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { Redirect } from '../../components/redirect.tsx';
import { SecretDialog } from '../../components/secret/secret-dialog.tsx';
import { EMPTY_TOKEN, type TokenDraft, toTokenFields } from '../../components/tokens/token-fields.tsx';
import { notify } from '../../layout/notifications.tsx';
import { paths } from '../../paths.ts';
import { ServiceUsersHelp } from '../service-users/help.tsx';
import { SignInSection } from './sign-in-section.tsx';

const PARENTS = [{ text: 'Service Users', href: paths.serviceUsers() }];
const HELP = <ServiceUsersHelp />;

export function CreateServiceUserScreen() {
  const [draft, setDraft] = useState(EMPTY_ACCOUNT);
  const [token, setToken] = useState<TokenDraft | undefined>(EMPTY_TOKEN);
  const [created, setCreated] = useState<User>();
  const [secret, setSecret] = useState<Secret>();
  const open = useOpen();
  const create = useCreateServiceUser((user, first) => {
    notify({ type: 'success', content: `${user.name} was created.` });
    setCreated(user);
    setSecret(first);
  });
  // The dialog is gone before the page changes, because it keeps people from leaving it.
  if (created && !secret) return <Redirect href={paths.account(created.user_id)} />;
  const submit = () =>
    create.mutate(() => ({
      user_type: 'Service',
      ...toFields(draft),
      ...(token && { token: toTokenFields(token) }),
    }));
  return (
    <Page title="Create Service User" parents={PARENTS} help={HELP}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!create.isPending) submit();
        }}
      >
        <Form
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <Button variant="link" formAction="none" onClick={() => open(paths.serviceUsers())}>
                Cancel
              </Button>
              <Button variant="primary" loading={create.isPending}>
                Create
              </Button>
            </SpaceBetween>
          }
        >
          <SpaceBetween size="l">
            <Container header={<Header variant="h2">Account</Header>}>
              <AccountFields
                draft={draft}
                onChange={setDraft}
                error={create.error}
                nameHint={`User ID, which never changes: ${derivedUserId(draft.name) ?? '-'}`}
                isService
              />
            </Container>
            <SignInSection token={token} onChange={setToken} role={draft.role} error={create.error} />
            <ProblemAlert
              error={create.error}
              check="Check whether the list of Service Users has the account. If it has, rotate its token to get a secret."
            />
          </SpaceBetween>
        </Form>
      </form>
      {secret && <SecretDialog title="Service User created" secret={secret} onClose={() => setSecret(undefined)} />}
    </Page>
  );
}
