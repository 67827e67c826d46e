// Every error that a client may receive, one factory each: its kind, its stable code, and a message that says what is
// wrong, then what to do. Import it as a namespace: `throw errors.tokenExpired()`.

export * from './errors/authentication.ts';
export * from './errors/authorization.ts';
export * from './errors/domain-error.ts';
export * from './errors/federation.ts';
export * from './errors/policy.ts';
export * from './errors/requests.ts';
export * from './errors/storage.ts';
export * from './errors/teams-and-datastores.ts';
export * from './errors/tokens.ts';
export * from './errors/users.ts';
