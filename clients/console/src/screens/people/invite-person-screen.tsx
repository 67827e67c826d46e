// The invitation of a person.
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Form from '@cloudscape-design/components/form';
import FormField from '@cloudscape-design/components/form-field';
import Header from '@cloudscape-design/components/header';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { fieldError } from '../../api/problem.ts';
import type { Role } from '../../api/types.ts';
import { useInvitePerson } from '../../api/users.ts';
import { useOpen } from '../../components/follow.ts';
import { LeaveQuestion, useIsEdited } from '../../components/leave-question.tsx';
import { Page } from '../../components/page.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { Redirect } from '../../components/redirect.tsx';
import { RoleField } from '../../components/role-field.tsx';
import { TeamsField } from '../../components/teams-field.tsx';
import { notify } from '../../layout/notifications.tsx';
import { paths } from '../../paths.ts';
import { PeopleHelp } from './help.tsx';

const PARENTS = [{ text: 'People', href: paths.people() }];

export function InvitePersonScreen() {
  const [email, setEmail] = useState('');
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('Member');
  const [teams, setTeams] = useState<readonly string[]>([]);
  const isEdited = useIsEdited([email, name, role, teams]);
  const open = useOpen();
  const invite = useInvitePerson((user) =>
    notify({ type: 'success', content: `${user.name} can sign in with ${user.email}.` }),
  );
  if (invite.isSuccess) return <Redirect href={paths.people()} />;
  const submit = () =>
    invite.mutate({
      user_type: 'Human',
      email: email.trim(),
      name: name.trim() || email.trim(),
      role,
      teams: [...teams],
    });
  return (
    <Page title="Invite person" parents={PARENTS} help={<PeopleHelp />}>
      <LeaveQuestion isEdited={isEdited} />
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!invite.isPending) submit();
        }}
      >
        <Form
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <Button variant="link" formAction="none" onClick={() => open(paths.people())}>
                Cancel
              </Button>
              <Button variant="primary" loading={invite.isPending}>
                Invite
              </Button>
            </SpaceBetween>
          }
        >
          <SpaceBetween size="l">
            <Container header={<Header variant="h2">Person</Header>}>
              <SpaceBetween size="l">
                <FormField
                  label="E-mail address"
                  description="The address that the person signs in with at your identity provider. It cannot be changed."
                  errorText={fieldError(invite.error, 'email')}
                >
                  <Input type="email" value={email} autoFocus onChange={({ detail }) => setEmail(detail.value)} />
                </FormField>
                <FormField
                  label={
                    <>
                      Name <i>- optional</i>
                    </>
                  }
                  description="By default the e-mail address."
                  errorText={fieldError(invite.error, 'name')}
                >
                  <Input value={name} onChange={({ detail }) => setName(detail.value)} />
                </FormField>
                <RoleField value={role} onChange={setRole} error={fieldError(invite.error, 'role')} />
                <TeamsField value={teams} onChange={setTeams} error={fieldError(invite.error, 'teams', teams)} />
              </SpaceBetween>
            </Container>
            <ProblemAlert error={invite.error} check="Check whether the list of people has the account." />
            <Box color="text-body-secondary">No mail is sent. Send the person the address of this console.</Box>
          </SpaceBetween>
        </Form>
      </form>
    </Page>
  );
}
