// What other CDK apps import from `service-users`.
export { type FederationPolicy, GitHub, GitLab, Kubernetes } from './federation.ts';
export { ServiceToken, type ServiceTokenProps } from './service-token.ts';
export { ServiceUser, type ServiceUserProps } from './service-user.ts';
export { ServiceUserAuthorizer, type ServiceUserAuthorizerProps } from './service-user-authorizer.ts';
export { ServiceUsersSystem, type ServiceUsersSystemProps, type TokenPolicy } from './service-users-system.ts';
