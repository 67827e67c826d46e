// The CDK app of `cdk synth` and `cdk deploy`: held to the rules of AWS Solutions. What they find is mended, or acknowledged
// with a reason beside the resource; anything else ends the synthesis.
import { Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { serviceUsersApp } from './service-users-app.ts';

const app = serviceUsersApp();
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
