// The CDK app for the local runner and the tests: the same stack as infra/app.ts, without the checks of the template, which take
// most of the time of a synthesis.
import { serviceUsersApp } from '../service-users-app.ts';

await serviceUsersApp({ builtinCloudFormationValidation: false });
