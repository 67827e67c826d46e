// Reactivates a deactivated account.
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { User } from '../../../api/types.ts';
import { useReactivate } from '../../../api/users.ts';
import { ProblemAlert } from '../../../components/problem-alert.tsx';
import { Time } from '../../../components/time.tsx';
import { notify } from '../../../layout/notifications.tsx';

export function Reactivation({ account }: { readonly account: User }) {
  const reactivate = useReactivate(account.user_id, () =>
    notify({ type: 'success', content: `${account.name} is active again.` }),
  );
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={
            <Button loading={reactivate.isPending} onClick={() => reactivate.mutate()}>
              Reactivate
            </Button>
          }
        >
          Reactivate this account
        </Header>
      }
    >
      <SpaceBetween size="m">
        <Box variant="p">
          The account was deactivated {account.deleted_at !== null && <Time value={account.deleted_at} />}. Every
          request with one of its credentials is refused. Reactivation restores no token and no session: restore tokens
          one by one, or create new ones.
        </Box>
        <ProblemAlert error={reactivate.error} check="Check the state of the account above." />
      </SpaceBetween>
    </Container>
  );
}
