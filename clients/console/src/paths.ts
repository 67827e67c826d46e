// The paths of the screens. Links and navigation use these functions, so that a path is written once.

const BASE = import.meta.env.BASE_URL.replace(/\/$/, '');

const path = (...segments: readonly (string | number)[]) =>
  [BASE, ...segments.map((segment) => encodeURIComponent(segment).replaceAll('%40', '@'))].join('/');

export const paths = {
  home: () => `${BASE}/`,
  serviceUsers: () => path('service-users'),
  createServiceUser: () => path('service-users', 'create'),
  people: () => path('people'),
  invitePerson: () => path('people', 'invite'),
  /** @param tab - @default the first tab of the account */
  account: (userId: string, tab?: AccountTab) => path('accounts', userId, ...(tab === undefined ? [] : [tab])),
};

export type AccountTab = 'tokens' | 'deactivation';
