// The CDK app as the local runner and the tests synthesize it: the same stack, unchecked, since the checks take their time.
import { serviceUsersApp } from '../service-users-app.ts';

serviceUsersApp();
