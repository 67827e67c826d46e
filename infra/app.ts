// The CDK app of `cdk synth` and `cdk deploy`. It must pass the AWS Solutions checks of cdk-nag: every finding is fixed, or
// acknowledged with a reason next to the resource.
import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { serviceUsersApp } from './service-users-app.ts';

const app = await serviceUsersApp();
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
