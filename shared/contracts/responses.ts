// The response bodies of the API. Functions import only their types. The schemas are for the API document, in which each is
// a component with its name here, and for clients that validate responses.

export * from './responses/access-review.ts';
export * from './responses/audit-log.ts';
export * from './responses/deactivation.ts';
export * from './responses/documents.ts';
export * from './responses/federation-policies.ts';
export type { ListResponse } from './responses/parts.ts';
export * from './responses/policy.ts';
export * from './responses/problems.ts';
export * from './responses/sessions.ts';
export * from './responses/teams-and-datastores.ts';
export * from './responses/tokens.ts';
export * from './responses/users.ts';
