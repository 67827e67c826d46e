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
  /** @param userId - The `user_id` of the account. */
  account: (userId: string, tab: AccountTab = 'tokens') => path('accounts', userId, tab),
};

export type AccountTab = 'tokens' | 'danger';
