/**
 * Creates a Service User and a token, rotates and revokes the token, and deactivates the Service User.
 *
 * @returns The `user_id`, the status of the new token, whether the rotation returned a new secret, the status of the revoked
 * token, and the HTTP status of the deactivation.
 */
export type LifeCycle = (baseUrl: string, token: string) => Promise<readonly unknown[]>;
