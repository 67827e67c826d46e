// The routes of the screens about the workspace.
import { type AnyRoute, createRoute, lazyRouteComponent } from '@tanstack/react-router';

/** The screens for every role, which offer what the role may do. */
export const workspaceScreens = (root: AnyRoute) => [
  createRoute({
    getParentRoute: () => root,
    path: 'teams',
    component: lazyRouteComponent(() => import('./screens/teams/teams-screen.tsx'), 'TeamsScreen'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: 'datastores',
    component: lazyRouteComponent(() => import('./screens/datastores/datastores-screen.tsx'), 'DatastoresScreen'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: 'my-tokens',
    component: lazyRouteComponent(() => import('./screens/my-tokens/my-tokens-screen.tsx'), 'MyTokensScreen'),
  }),
];

/** The screens for Admins. */
export const workspaceAdminScreens = (admin: AnyRoute) => [
  createRoute({
    getParentRoute: () => admin,
    path: 'audit-log',
    component: lazyRouteComponent(() => import('./screens/audit-log/audit-log-screen.tsx'), 'AuditLogScreen'),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: 'service-tokens',
    component: lazyRouteComponent(
      () => import('./screens/service-tokens/service-tokens-screen.tsx'),
      'ServiceTokensScreen',
    ),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: 'token-policy',
    component: lazyRouteComponent(() => import('./screens/token-policy/token-policy-screen.tsx'), 'TokenPolicyScreen'),
  }),
  createRoute({
    getParentRoute: () => admin,
    path: 'access-review',
    component: lazyRouteComponent(
      () => import('./screens/access-review/access-review-screen.tsx'),
      'AccessReviewScreen',
    ),
  }),
];
