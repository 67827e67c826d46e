// The first screen: an overview for Admins, and the own account for others.
import Container from '@cloudscape-design/components/container';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import { useMe } from '../../api/me.ts';
import type { User } from '../../api/types.ts';
import { Page } from '../../components/page.tsx';
import { OverviewScreen } from '../overview/overview-screen.tsx';

export function HomeScreen() {
  const me = useMe();
  return me.role === 'Admin' ? <OverviewScreen /> : <OwnAccount me={me} />;
}

function OwnAccount({ me }: { readonly me: User }) {
  return (
    <Page title="Your account" isHome>
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
