// The frame around every screen: top navigation, side navigation, breadcrumbs, notifications and help.
import AppLayoutToolbar from '@cloudscape-design/components/app-layout-toolbar';
import BreadcrumbGroup from '@cloudscape-design/components/breadcrumb-group';
import SideNavigation from '@cloudscape-design/components/side-navigation';
import { Outlet, useRouter, useRouterState } from '@tanstack/react-router';
import { Suspense, useEffect, useState } from 'react';
import { useMe } from '../api/me.ts';
import { useFollow } from '../components/follow.ts';
import { Loading } from '../components/loading.tsx';
import { paths } from '../paths.ts';
import { activeHref, navigationItems } from './navigation.ts';
import { Notifications, withdrawOnLeave } from './notifications.tsx';
import { pageSettings } from './page-settings.ts';
import { TopBar } from './top-bar.tsx';
import './shell.css';

const TOP_BAR_ID = 'top-bar';

export function Shell() {
  const me = useMe();
  const follow = useFollow();
  const { history } = useRouter();
  useEffect(() => withdrawOnLeave(history), [history]);
  // Inside the router, paths are without the base that links have.
  const href = useRouterState({ select: ({ location }) => location.publicHref });
  const { breadcrumbs, help } = pageSettings.use();
  const [isHelpOpen, setHelpOpen] = useState(false);
  return (
    <>
      <div id={TOP_BAR_ID}>
        <TopBar me={me} />
      </div>
      <AppLayoutToolbar
        headerSelector={`#${TOP_BAR_ID}`}
        breadcrumbs={<BreadcrumbGroup items={[...breadcrumbs]} onFollow={follow} ariaLabel="Breadcrumbs" />}
        navigation={
          <SideNavigation
            header={{ text: 'Service Users', href: paths.home() }}
            items={navigationItems(me.role)}
            activeHref={activeHref(href.replace(/[?#].*/, '')) ?? ''}
            onFollow={follow}
          />
        }
        notifications={<Notifications />}
        stickyNotifications
        tools={help}
        toolsHide={help === undefined}
        toolsOpen={isHelpOpen && help !== undefined}
        onToolsChange={({ detail }) => setHelpOpen(detail.open)}
        content={
          <Suspense fallback={<Loading />}>
            <Outlet />
          </Suspense>
        }
      />
    </>
  );
}
