// What to do in a workspace without Service Users.
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import { useQuery } from '@tanstack/react-query';
import { accountCountQuery } from '../../api/account-counts.ts';
import { ButtonLink } from '../../components/button-link.tsx';
import { paths } from '../../paths.ts';

/** Nothing as soon as there is a Service User. */
export function FirstSteps() {
  const { data: count } = useQuery(accountCountQuery({ type: 'Service', include_deleted: true }));
  if (count !== 0) return null;
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={<ButtonLink href={paths.createServiceUser()}>Create the first Service User</ButtonLink>}
        >
          Start here
        </Header>
      }
    >
      <Box variant="p">
        A Service User is the account of a pipeline, a scheduler or an integration. It does not depend on a person: it
        keeps working when its creator leaves. Create one, give it a credential, and use that in your pipeline.
      </Box>
    </Container>
  );
}
