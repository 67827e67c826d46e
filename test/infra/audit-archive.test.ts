// The archive of the audit log: its bucket keeps every object, and only its function writes to it.
import { describe, expect, it } from 'vitest';
import { synthesized } from './support/synthesize.ts';

const production = await synthesized('production');
const everything = await synthesized('everything');

describe('the archive', () => {
  it('does not exist unless it is configured', () => {
    expect(production.properties('AWS::S3::Bucket')).toEqual([]);
    expect(production.properties('AWS::Lambda::EventSourceMapping')).toHaveLength(1);
  });

  it('keeps each object for the configured days, in a mode that no user can end earlier, and then deletes it', () => {
    const DefaultRetention = { Mode: 'COMPLIANCE', Days: 2555 };
    expect(everything.properties('AWS::S3::Bucket')).toMatchObject([
      {
        ObjectLockEnabled: true,
        ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention } },
        VersioningConfiguration: { Status: 'Enabled' },
        LifecycleConfiguration: {
          Rules: [{ ExpirationInDays: 2555, NoncurrentVersionExpiration: { NoncurrentDays: 1 } }],
        },
      },
    ]);
    const [bucket] = Object.values(everything.resources('AWS::S3::Bucket'));
    expect(bucket?.DeletionPolicy).toBe('RetainExceptOnCreate');
  });

  it('gets every write of an audit entry from the stream, in order, until the record is 12 hours old', () => {
    const mappings = everything.properties('AWS::Lambda::EventSourceMapping');
    // More than two readers of a stream are throttled.
    expect(mappings).toHaveLength(2);
    const archive = mappings.find(({ FilterCriteria }) => !JSON.stringify(FilterCriteria).includes('ACCOUNT'));
    expect(JSON.parse(archive.FilterCriteria.Filters[0].Pattern)).toEqual({
      dynamodb: { Keys: { pk: { S: ['AUDIT_LOG'] } } },
    });
    expect(archive).toMatchObject({
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      MaximumRecordAgeInSeconds: 12 * 60 * 60,
      DestinationConfig: { OnFailure: { Destination: expect.anything() } },
    });
    expect(archive.ParallelizationFactor).toBeUndefined();
  });

  it('is written by its function only, which cannot read the table', () => {
    const writers = everything
      .rolePolicies()
      .filter(({ PolicyDocument }) => JSON.stringify(PolicyDocument).includes('s3:'));
    expect(writers).toHaveLength(1);
    const actions = writers[0]?.PolicyDocument.Statement.flatMap(({ Action }: { Action: string | string[] }) => Action);
    expect(actions.filter((action: string) => action.startsWith('s3:'))).toEqual(['s3:PutObject']);
    expect(actions.filter((action: string) => /^dynamodb:(?!.*(Stream|Records|ShardIterator))/.test(action))).toEqual(
      [],
    );
  });
});
