// The routes of the console. The code of each screen is loaded when it is opened.
import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet } from '@tanstack/react-router';
import { useMe } from './api/me.ts';
import { ErrorPage, NotAllowedPage, NotFoundPage } from './components/error-pages.tsx';
import { Loading } from './components/loading.tsx';
import { Shell } from './layout/shell.tsx';
import { workspaceAdminScreens, workspaceScreens } from './workspace-routes.tsx';

const root = createRootRoute({ component: Shell });

/** The screens for Admins only. */
const admin = createRoute({
  getParentRoute: () => root,
  id: 'admin',
  component: function AdminScreens() {
    return useMe().role === 'Admin' ? <Outlet /> : <NotAllowedPage />;
  },
});

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: lazyRouteComponent(() => import('./screens/home/home-screen.tsx'), 'HomeScreen'),
});

const serviceUsers = createRoute({
  getParentRoute: () => admin,
  path: 'service-users',
  component: lazyRouteComponent(() => import('./screens/service-users/service-users-screen.tsx'), 'ServiceUsersScreen'),
});

const createServiceUser = createRoute({
  getParentRoute: () => admin,
  path: 'service-users/create',
  component: lazyRouteComponent(
    () => import('./screens/create-service-user/create-service-user-screen.tsx'),
    'CreateServiceUserScreen',
  ),
});

const people = createRoute({
  getParentRoute: () => admin,
  path: 'people',
  component: lazyRouteComponent(() => import('./screens/people/people-screen.tsx'), 'PeopleScreen'),
});

const invitePerson = createRoute({
  getParentRoute: () => admin,
  path: 'people/invite',
  component: lazyRouteComponent(() => import('./screens/people/invite-person-screen.tsx'), 'InvitePersonScreen'),
});

const account = createRoute({
  getParentRoute: () => admin,
  path: 'accounts/$userId',
  component: lazyRouteComponent(() => import('./screens/account/account-screen.tsx'), 'AccountScreen'),
});

/** The account opens its first tab instead. */
const accountIndex = createRoute({ getParentRoute: () => account, path: '/' });

const accountTokens = createRoute({
  getParentRoute: () => account,
  path: 'tokens',
  component: lazyRouteComponent(() => import('./screens/account/tokens/tokens-tab.tsx'), 'TokensTab'),
});

const accountFederation = createRoute({
  getParentRoute: () => account,
  path: 'federation',
  component: lazyRouteComponent(() => import('./screens/account/federation/federation-tab.tsx'), 'FederationTab'),
});

const accountIamPrincipals = createRoute({
  getParentRoute: () => account,
  path: 'iam-principals',
  component: lazyRouteComponent(
    () => import('./screens/account/iam-principals/iam-principals-tab.tsx'),
    'IamPrincipalsTab',
  ),
});

const accountReach = createRoute({
  getParentRoute: () => account,
  path: 'reach',
  component: lazyRouteComponent(() => import('./screens/account/reach/reach-tab.tsx'), 'ReachTab'),
});

const accountHistory = createRoute({
  getParentRoute: () => account,
  path: 'history',
  component: lazyRouteComponent(() => import('./screens/account/history/history-tab.tsx'), 'HistoryTab'),
});

const accountDeactivation = createRoute({
  getParentRoute: () => account,
  path: 'deactivation',
  component: lazyRouteComponent(() => import('./screens/account/deactivation/deactivation-tab.tsx'), 'DeactivationTab'),
});

export const router = createRouter({
  routeTree: root.addChildren([
    home,
    ...workspaceScreens(root),
    admin.addChildren([
      ...workspaceAdminScreens(admin),
      serviceUsers,
      createServiceUser,
      people,
      invitePerson,
      account.addChildren([
        accountIndex,
        accountTokens,
        accountFederation,
        accountIamPrincipals,
        accountReach,
        accountHistory,
        accountDeactivation,
      ]),
    ]),
  ]),
  basepath: import.meta.env.BASE_URL,
  defaultErrorComponent: ErrorPage,
  defaultNotFoundComponent: NotFoundPage,
  defaultPendingComponent: Loading,
  scrollRestoration: true,
  // All parameters are texts. By default, the router writes JSON: `?page="2"`.
  parseSearch: (search) => Object.fromEntries(new URLSearchParams(search)),
  stringifySearch(parameters: Record<string, string>) {
    const search = new URLSearchParams(parameters).toString();
    return search === '' ? '' : `?${search}`;
  },
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
