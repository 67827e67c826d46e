// Creates the first human Admin when the stack is deployed. A workspace always has one (R8).
import { CustomResource, Duration } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct, type IDependable } from 'constructs';

export interface FirstAdminProps {
  /** Handles the events of the custom resource: `functions/first-admin/seed-first-admin`. */
  readonly seeder: LambdaFunction;
  readonly email: string;
  /** What is created before, so that IAM has time to apply the policy of the function. */
  readonly after: readonly IDependable[];
}

/** How long CloudFormation waits for the response of the function. Without a limit, it waits for an hour. */
const SERVICE_TIMEOUT = Duration.minutes(5);

export class FirstAdmin extends Construct {
  constructor(scope: Construct, id: string, props: FirstAdminProps) {
    super(scope, id);
    const resource = new CustomResource(this, 'Resource', {
      resourceType: 'Custom::FirstAdmin',
      serviceToken: props.seeder.functionArn,
      serviceTimeout: SERVICE_TIMEOUT,
      properties: { Email: props.email },
    });
    resource.node.addDependency(...props.after);
  }
}
