// The whole system, wired: the table, a function for each operation, the authorizer, the API, the first Admin.
import { CfnOutput, CfnParameter, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ApiFunction } from './constructs/api-function.ts';
import { BearerApi } from './constructs/bearer-api.ts';
import { Bundles } from './constructs/bundles.ts';
import { FirstAdmin } from './constructs/first-admin.ts';
import { ServiceUsersTable, type TableGrant } from './constructs/service-users-table.ts';
import { operations } from './operations.ts';

const AUTHORIZER = 'functions/authorizer/authorize-bearer';
const SEEDER = 'functions/first-admin/seed-first-admin';
const entryOf = (operation: { readonly id: string }) => `functions/${operation.id}`;

export interface ServiceUsersStackProps extends StackProps {
  /** `prod` keeps its data when the stack is deleted; `dev` leaves nothing behind. */
  readonly stage: 'dev' | 'prod';
  /** Put in front of every token, as in `acme_svc_...`: 1-16 lower-case letters and digits. @default no prefix */
  readonly tokenPrefix?: string;
  /** Origins of web pages that may call the bearer API. @default none */
  readonly corsOrigins?: readonly string[];
}

export class ServiceUsersStack extends Stack {
  private readonly table: ServiceUsersTable;
  private readonly bundles = new Bundles([
    AUTHORIZER,
    SEEDER,
    ...operations.map(({ operation }) => entryOf(operation)),
  ]);
  private readonly removalPolicy: RemovalPolicy;
  private readonly tokenPrefix: string;

  constructor(scope: Construct, id: string, props: ServiceUsersStackProps) {
    super(scope, id, props);
    const retained = props.stage === 'prod';
    this.removalPolicy = retained ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
    this.tokenPrefix = props.tokenPrefix ?? '';
    this.table = new ServiceUsersTable(this, 'Table', { retained });

    const adminEmail = new CfnParameter(this, 'AdminEmail', {
      description: 'E-mail of the first human Admin, made once when the stack is first deployed',
      allowedPattern: '[^@\\s]+@[^@\\s]+\\.[^@\\s]+',
    });

    const bearerApi = new BearerApi(this, 'BearerApi', {
      authorizer: this.function(AUTHORIZER, ['authenticate']),
      removalPolicy: this.removalPolicy,
      ...(props.corsOrigins && { corsOrigins: props.corsOrigins }),
    });
    for (const { operation, grants } of operations) {
      bearerApi.serve(operation, this.function(entryOf(operation), grants));
    }
    new FirstAdmin(this, 'FirstAdmin', {
      seeder: this.function(SEEDER, ['readAccounts', 'writeAccounts', 'allocateIds']),
      email: adminEmail.valueAsString,
    });

    new CfnOutput(this, 'BearerApiUrl', { value: bearerApi.url });
    new CfnOutput(this, 'TableName', { value: this.table.name });
  }

  private function(entry: string, grants: readonly TableGrant[]): ApiFunction {
    const fn = new ApiFunction(this, constructId(entry), {
      code: this.bundles.code(entry),
      removalPolicy: this.removalPolicy,
      environment: { TOKEN_PREFIX: this.tokenPrefix },
    });
    this.table.allow(fn, grants);
    return fn;
  }
}

/** `functions/users/create-user` is `CreateUser` in the stack. */
function constructId(entry: string): string {
  return entry
    .slice(entry.lastIndexOf('/') + 1)
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}
