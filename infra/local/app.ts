// The CDK app for the local runner and the tests: the same stack as infra/app.ts, without the cdk-nag checks, which are slow.
import { serviceUsersApp } from '../service-users-app.ts';

await serviceUsersApp();
