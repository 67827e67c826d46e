// The side navigation: what each role may open.
import type { SideNavigationProps } from '@cloudscape-design/components/side-navigation';
import type { Role } from '../api/types.ts';
import { paths } from '../paths.ts';

interface NavigationSection {
  readonly text: string;
  readonly links: readonly { readonly text: string; readonly href: string; readonly roles: readonly Role[] }[];
}

const ADMIN: readonly Role[] = ['Admin'];
const EVERYONE: readonly Role[] = ['Admin', 'Manager', 'Member'];

const SECTIONS: readonly NavigationSection[] = [
  {
    text: 'Accounts',
    links: [
      { text: 'Service Users', href: paths.serviceUsers(), roles: ADMIN },
      { text: 'People', href: paths.people(), roles: ADMIN },
      { text: 'Service tokens', href: paths.serviceTokens(), roles: ADMIN },
      { text: 'My tokens', href: paths.myTokens(), roles: EVERYONE },
    ],
  },
  {
    text: 'Workspace',
    links: [
      { text: 'Teams', href: paths.teams(), roles: EVERYONE },
      { text: 'Datastores', href: paths.datastores(), roles: EVERYONE },
      { text: 'Access review', href: paths.accessReview(), roles: ADMIN },
      { text: 'Token policy', href: paths.tokenPolicy(), roles: ADMIN },
      { text: 'Audit log', href: paths.auditLog(), roles: ADMIN },
    ],
  },
];

export function navigationItems(role: Role): SideNavigationProps.Item[] {
  const home = { type: 'link' as const, text: role === 'Admin' ? 'Overview' : 'Your account', href: paths.home() };
  const sections = SECTIONS.flatMap(({ text, links }) => {
    const items = links
      .filter(({ roles }) => roles.includes(role))
      .map((link) => ({ type: 'link' as const, text: link.text, href: link.href }));
    return items.length > 0 ? [{ type: 'section-group' as const, title: text, items }] : [];
  });
  return [home, ...sections];
}

/** The link of the section that the path is in. Details of accounts belong to the list that they were opened from. */
export function activeHref(pathname: string): string | undefined {
  if (pathname === paths.home()) return pathname;
  const links = SECTIONS.flatMap((section) => section.links);
  return links.find(({ href }) => pathname === href || pathname.startsWith(`${href}/`))?.href;
}
