// The paths of all screens that an Admin opens.

/** @param userId - The `user_id` of a Service User. */
export function screensOf(userId: string): readonly string[] {
  return [
    '/',
    '/service-users',
    '/service-users/create',
    '/people',
    '/people/invite',
    `/accounts/${userId}/tokens`,
    `/accounts/${userId}/federation`,
    `/accounts/${userId}/iam-principals`,
    `/accounts/${userId}/reach`,
    `/accounts/${userId}/history`,
    `/accounts/${userId}/deactivation`,
    '/service-tokens',
    '/my-tokens',
    '/teams',
    '/datastores',
    '/access-review',
    '/token-policy',
    '/audit-log',
  ];
}
