// The types of the API that screens use.
import type { components } from '../../../../examples/typescript/service-users.d.ts';

type Schemas = components['schemas'];
export type User = Schemas['User'];
export type LoggedIn = Schemas['LoggedIn'];
export type Role = User['role'];
export type Token = Schemas['Token'];
export type Policy = Schemas['Policy'];
export type DeactivationPreview = Schemas['DeactivationPreview'];
export type Team = Schemas['Team'];
export type AuditEntry = Schemas['AuditEntry'];
export type Datastore = Schemas['Datastore'];
export type ReviewEntry = Schemas['AccessReviewEntry'];
export type FederationPolicy = Schemas['FederationPolicy'];
export type FederationPolicyCheck = Schemas['FederationPolicyTestResult']['checks'][number];
