// The replica of the table in a standby region, with the same protection as the table.
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it, vi } from 'vitest';
import { ServiceUsersTable } from '../../infra/constructs/service-users-table.ts';
import { appWith } from './support/synthesize.ts';

const TABLE = 'AWS::DynamoDB::GlobalTable';

function table(region: string | undefined, standbyRegion?: string): Template {
  const stack = new Stack(new App(), 'Stack', region === undefined ? {} : { env: { region } });
  new ServiceUsersTable(stack, 'Table', { retained: true, standbyRegion });
  return Template.fromStack(stack);
}

describe('a standby region', () => {
  it('has a replica with the deletion protection and recovery of the table', () => {
    const kept = {
      DeletionProtectionEnabled: true,
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    };
    table('eu-central-1', 'eu-west-1').hasResource(TABLE, {
      DeletionPolicy: 'Retain',
      Properties: {
        Replicas: [
          { Region: 'eu-west-1', ...kept },
          { Region: 'eu-central-1', ...kept },
        ],
        SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
        StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
      },
    });
  });

  it('is optional, and requires a stack with another known region', () => {
    const [{ Properties } = { Properties: {} }] = Object.values(table(undefined).findResources(TABLE));
    expect(Properties.Replicas).toHaveLength(1);
    expect(() => table('eu-west-1', 'eu-west-1')).toThrow(/region/);
    expect(() => table(undefined, 'eu-west-1')).toThrow(/region agnostic/);
  });

  it('is an option of the deployment that affects only the table', () => {
    vi.stubEnv('CDK_DEFAULT_REGION', 'eu-central-1');
    const { stack } = appWith({ 'standby-region': 'eu-west-1' });
    vi.unstubAllEnvs();
    const knowing = Object.values(Template.fromStack(stack).toJSON().Resources as Record<string, { Type: string }>)
      .filter((resource) => JSON.stringify(resource).includes('eu-west-1'))
      .map(({ Type }) => Type);
    expect(knowing).toEqual([TABLE]);
  });
});
