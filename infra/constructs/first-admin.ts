// Creates the first human Admin when the stack is deployed. A workspace always has one (R8).
import { CustomResource } from 'aws-cdk-lib';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

export interface FirstAdminProps {
  /** Handles the events of the custom resource: `functions/first-admin/seed-first-admin`. */
  readonly seeder: LambdaFunction;
  readonly email: string;
}

export class FirstAdmin extends Construct {
  constructor(scope: Construct, id: string, props: FirstAdminProps) {
    super(scope, id);
    new CustomResource(this, 'Resource', {
      resourceType: 'Custom::FirstAdmin',
      serviceToken: props.seeder.functionArn,
      properties: { Email: props.email },
    });
  }
}
