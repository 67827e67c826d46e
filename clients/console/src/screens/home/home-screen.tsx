// The first screen: the account of the person who is signed in.
import Container from '@cloudscape-design/components/container';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import { useMe } from '../../api/me.ts';
import { Page } from '../../components/page.tsx';

export function HomeScreen() {
  const me = useMe();
  return (
    <Page title="Your account">
      <Container>
        <KeyValuePairs
          columns={3}
          items={[
            { label: 'Name', value: me.name },
            { label: 'Role', value: me.role },
            { label: 'Teams', value: me.teams.join(', ') },
          ]}
        />
      </Container>
    </Page>
  );
}
