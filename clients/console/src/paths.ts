// The paths of the screens. Links and navigation use these functions, so that a path is written once.

const BASE = import.meta.env.BASE_URL.replace(/\/$/, '');

const path = (...segments: readonly (string | number)[]) =>
  [BASE, ...segments.map((segment) => encodeURIComponent(segment).replaceAll('%40', '@'))].join('/');

/** Filters of a list: parameters of its URL. */
export type ListFilter = Readonly<Record<string, string>>;

const list = (name: string, filter: ListFilter = {}) => {
  const search = new URLSearchParams(filter).toString();
  return search === '' ? path(name) : `${path(name)}?${search}`;
};

export const paths = {
  home: () => `${BASE}/`,
  serviceUsers: (filter?: ListFilter) => list('service-users', filter),
  createServiceUser: () => path('service-users', 'create'),
  people: (filter?: ListFilter) => list('people', filter),
  invitePerson: () => path('people', 'invite'),
  /** @param tab - @default the first tab of the account */
  account: (userId: string, tab?: AccountTab) => path('accounts', userId, ...(tab === undefined ? [] : [tab])),
  serviceTokens: (filter?: ListFilter) => list('service-tokens', filter),
  myTokens: () => path('my-tokens'),
  teams: () => path('teams'),
  datastores: () => path('datastores'),
  accessReview: (filter?: ListFilter) => list('access-review', filter),
  tokenPolicy: () => path('token-policy'),
  auditLog: (filter?: ListFilter) => list('audit-log', filter),
};

export type AccountTab = 'tokens' | 'federation' | 'iam-principals' | 'reach' | 'history' | 'deactivation';
