// A Service User, kept by a stack of another app. Exported as `service-users`.
import { CustomResource, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { IRole, IUser } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { FederationPolicy } from './federation.ts';
import type { ServiceUsersSystem } from './service-users-system.ts';

export interface ServiceUserProps {
  readonly system: ServiceUsersSystem;
  /** The `user_id` follows from the first name. Another name is a rename, and keeps the `user_id`. */
  readonly name: string;
  /** The `user_id` of an existing Service User, if it is not the one of `name`. Set `adopt` as well. @default that of `name` */
  readonly userId?: string;
  /** @default Member */
  readonly role?: 'Admin' | 'Manager' | 'Member';
  /** Names of teams, which exist. `Public` is always included. @default none is set: an existing account keeps its teams */
  readonly teams?: readonly string[];
  /** The `user_id`s of the people who are responsible. @default none is set */
  readonly owners?: readonly string[];
  /** What the Service User is for. @default none is set */
  readonly purpose?: string;
  /** @default none is set */
  readonly labels?: Readonly<Record<string, string>>;
  /** IAM roles and users that sign requests as this Service User, or their ARNs. @default none is set */
  readonly iamPrincipals?: readonly (IRole | IUser | string)[];
  /** Workloads that exchange their OIDC token: `GitHub`, `GitLab`, `Kubernetes`, or your own policies. @default none */
  readonly federation?: readonly FederationPolicy[];
  /** Whether an existing Service User with this `user_id` becomes managed here, also a deactivated one. @default false */
  readonly adopt?: boolean;
  /**
   * What happens to the Service User when it is removed from the stack. `DESTROY` deactivates it, which needs its tokens to be
   * deleted or revoked.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

export class ServiceUser extends Construct {
  readonly system: ServiceUsersSystem;
  readonly removalPolicy: RemovalPolicy;
  /** The `user_id`, such as `etl@service`. */
  readonly userId: string;

  constructor(scope: Construct, id: string, props: ServiceUserProps) {
    super(scope, id);
    const { system, name, userId, role, teams, owners, purpose, labels, adopt } = props;
    const { iamPrincipals, federation, removalPolicy = RemovalPolicy.RETAIN } = props;
    system.claim('Service User', userId ?? name);
    this.system = system;
    this.removalPolicy = removalPolicy;
    const resource = new CustomResource(this, 'Resource', {
      resourceType: 'Custom::ServiceUser',
      serviceToken: system.provider.functionArn,
      serviceTimeout: SERVICE_TIMEOUT,
      removalPolicy,
      properties: {
        Settings: Stack.of(this).toJsonString({
          name,
          user_id: userId,
          role: role ?? (adopt ? undefined : 'Member'),
          teams,
          owners,
          purpose,
          labels,
          iam_principals: iamPrincipals?.map(arnOf),
          federation_policies: federation,
          adopt,
        }),
      },
    });
    this.userId = resource.ref;
  }
}

/** How long CloudFormation waits for the response of the provider. Without a limit, it waits for an hour. */
export const SERVICE_TIMEOUT = Duration.minutes(10);

function arnOf(principal: IRole | IUser | string): string {
  if (typeof principal === 'string') return principal;
  return 'roleArn' in principal ? principal.roleArn : principal.userArn;
}
