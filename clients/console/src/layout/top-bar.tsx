// The bar at the top: the product, the theme, and the person who is signed in.
import TopNavigation from '@cloudscape-design/components/top-navigation';
import type { User } from '../api/types.ts';
import { useOpen } from '../components/follow.ts';
import { paths } from '../paths.ts';
import { signOut } from '../session/session.ts';
import { toggleTheme, useIsDark } from './theme.ts';

export function TopBar({ me }: { readonly me: User }) {
  const isDark = useIsDark();
  const open = useOpen();
  const theme = isDark ? 'Light mode' : 'Dark mode';
  return (
    <TopNavigation
      identity={{
        href: paths.home(),
        title: 'Service Users',
        onFollow(event) {
          event.preventDefault();
          open(paths.home());
        },
      }}
      utilities={[
        { type: 'button', text: theme, ariaLabel: theme, onClick: toggleTheme },
        {
          type: 'menu-dropdown',
          text: me.name,
          description: me.email ?? me.user_id,
          iconName: 'user-profile',
          ariaLabel: `Account of ${me.name}`,
          items: [{ id: 'sign-out', text: 'Sign out' }],
          onItemClick: ({ detail }) => {
            if (detail.id === 'sign-out') void signOut();
          },
        },
      ]}
    />
  );
}
