// A role that contains its permissions. The CDK would add another resource for each role, and a stack has at most 500
// resources.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
import {
  type AddToPrincipalPolicyResult,
  PolicyDocument,
  type PolicyStatement,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

export class InlineRole extends Role {
  private readonly permissions: PolicyDocument;

  /**
   * @param service - The service that assumes the role, such as `lambda.amazonaws.com`.
   * @param roleName - By default, CloudFormation generates a name.
   */
  constructor(scope: Construct, id: string, service: string, roleName?: string) {
    const permissions = new PolicyDocument();
    super(scope, id, {
      assumedBy: new ServicePrincipal(service),
      inlinePolicies: { Permissions: permissions },
      ...(roleName !== undefined && { roleName }),
    });
    this.permissions = permissions;
  }

  override addToPrincipalPolicy(statement: PolicyStatement): AddToPrincipalPolicyResult {
    this.permissions.addStatements(statement);
    return { statementAdded: true, policyDependable: this };
  }
}
