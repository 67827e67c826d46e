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
];

/** The screens for Admins. */
export const workspaceAdminScreens = (admin: AnyRoute) => [
  createRoute({
    getParentRoute: () => admin,
    path: 'audit-log',
    component: lazyRouteComponent(() => import('./screens/audit-log/audit-log-screen.tsx'), 'AuditLogScreen'),
  }),
];
