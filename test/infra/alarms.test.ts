// Monitoring: alarms, each with a runbook, their recipients, and the dashboard.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Metric, metric, NAMESPACE } from '../../shared/telemetry/metrics.ts';
import { ALARM_TOPIC_ARN, EVERYTHING, synthesized } from './support/synthesize.ts';

const plain = await synthesized('production');
const everything = await synthesized('everything');
const alarms = plain.properties('AWS::CloudWatch::Alarm');

const RUNBOOKS = new URL('../../docs/runbooks/', import.meta.url);
const OPERATIONS = readFileSync(new URL('../operations.md', RUNBOOKS), 'utf8');
const SECTIONS = ['Diagnosis', 'Mitigation', 'Resolved when'];
const runbooks = readdirSync(RUNBOOKS).map((file) => [file, readFileSync(new URL(file, RUNBOOKS), 'utf8')] as const);

interface CloudWatchMetric {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions?: { readonly Name: string; readonly Value: unknown }[];
}

/** The metrics that an alarm looks at. */
function metricsOf(alarm: (typeof alarms)[number]): CloudWatchMetric[] {
  if (alarm.MetricName !== undefined) return [alarm];
  return alarm.Metrics.flatMap(
    (query: { MetricStat?: { Metric: CloudWatchMetric } }) => query.MetricStat?.Metric ?? [],
  );
}

describe('an alarm', () => {
  it('has its runbook in its description, and every runbook has an alarm', () => {
    const runbookOf = (description: string) => /^\S.*\. Runbook: \S+\/runbooks\/([\w-]+\.md)$/.exec(description)?.[1];
    const described = everything.properties('AWS::CloudWatch::Alarm').map(({ AlarmName, AlarmDescription }) => {
      expect(AlarmName).toBe(`service-users-test-${runbookOf(AlarmDescription)?.replace('.md', '')}`);
      return runbookOf(AlarmDescription);
    });
    expect(described.sort()).toEqual(runbooks.map(([file]) => file).sort());
    for (const { AlarmDescription } of alarms) expect(AlarmDescription).toContain(' Runbook: docs/runbooks/');
  });

  it('is listed with its runbook in docs/operations.md', () => {
    const linked = [...OPERATIONS.matchAll(/^\| \[([\w-]+)\]\(runbooks\/\1\.md\)/gm)].map(([, name]) => `${name}.md`);
    expect(linked.sort()).toEqual(runbooks.map(([file]) => file).sort());
  });

  it('has its number of metrics, by which it is billed, in docs/operations.md', () => {
    expect(OPERATIONS).toContain(`${alarms.flatMap(metricsOf).length} of ${alarms.length} alarms`);
  });

  it('links to its runbook at the configured URL', () => {
    for (const { AlarmDescription } of everything.properties('AWS::CloudWatch::Alarm')) {
      expect(AlarmDescription).toMatch(/ Runbook: https:\/\/wiki\.example\.com\/runbooks\/[\w-]+\.md$/);
    }
  });

  it('is not triggered by missing data', () => {
    for (const { TreatMissingData } of alarms) expect(TreatMissingData).toBe('notBreaching');
  });

  it('on metrics of DynamoDB has a value in every period, because CloudWatch ignores missing data of DynamoDB', () => {
    const onDynamoDb = alarms.filter((alarm) => metricsOf(alarm).some(({ Namespace }) => Namespace === 'AWS/DynamoDB'));
    expect(onDynamoDb).toHaveLength(1);
    for (const { Metrics } of onDynamoDb) {
      const ids: string[] = Metrics.flatMap((one: { Id: string; MetricStat?: object }) =>
        one.MetricStat ? one.Id : [],
      );
      const [{ Expression }] = Metrics.filter((one: { Expression?: string }) => one.Expression !== undefined);
      expect(Expression).toBe(`SUM([${ids.map((id) => `FILL(${id}, 0)`).join(', ')}])`);
    }
  });

  it('on a custom metric uses a metric and dimensions that are published', () => {
    const counted = new Set([...functionsCount(), ...gatewayCounts()]);
    const watched = alarms.flatMap(metricsOf).filter(({ Namespace }) => Namespace === NAMESPACE);
    expect(watched.length).toBeGreaterThan(0);
    for (const { MetricName, Dimensions = [] } of watched) {
      expect([...counted]).toContain(
        series(
          MetricName,
          Dimensions.map(({ Name }) => Name),
        ),
      );
      expect(Dimensions).toContainEqual({ Name: 'service', Value: 'service-users-test' });
    }
  });
});

const series = (name: string, dimensions: readonly string[]) => `${name} by ${[...dimensions].sort().join(', ')}`;

/** By lines of the log in the embedded metric format. */
function functionsCount(): string[] {
  const names = [
    'Authentications',
    'Refusals',
    'ConflictsRetried',
    'RetiredSecretsUsed',
    'AddressesRefused',
    'TokensCompromised',
    'Exchanges',
  ] as const;
  return names.flatMap((name: Metric) => {
    const { _aws } = metric(name, { outcome: '', kind: '', code: '' }) as {
      _aws: { CloudWatchMetrics: { Dimensions: string[][] }[] };
    };
    return _aws.CloudWatchMetrics.flatMap(({ Dimensions }) => Dimensions.map((set) => series(name, set)));
  });
}

/** By filters on the access logs. */
function gatewayCounts(): string[] {
  return plain
    .properties('AWS::Logs::MetricFilter')
    .flatMap(({ MetricTransformations }) => MetricTransformations)
    .map(({ MetricName, Dimensions }) =>
      series(
        MetricName,
        Dimensions.map(({ Key }: { Key: string }) => Key),
      ),
    );
}

describe('the gateway', () => {
  it('has its 401 and 429 responses counted from the access logs of both APIs', () => {
    const filters = plain.properties('AWS::Logs::MetricFilter');
    expect(filters).toHaveLength(2);
    // IAM authorization rejects a credential with 403. On the bearer API, a 403 is a lack of permission.
    expect(filters.map(({ FilterPattern }) => FilterPattern)).toEqual([
      '{ ($.status = "401") || ($.status = "429") }',
      '{ ($.status = "401") || ($.status = "429") || ($.status = "403") }',
    ]);
    for (const { MetricTransformations, LogGroupName } of filters) {
      expect(JSON.stringify(LogGroupName)).toContain('AccessLogs');
      const [{ Dimensions }] = MetricTransformations;
      const logged = plain
        .properties('AWS::ApiGatewayV2::Stage')
        .map((stage) => JSON.parse(stage.AccessLogSettings.Format));
      for (const { Value } of Dimensions) for (const line of logged) expect(line).toHaveProperty(Value.slice(2));
    }
  });
});

it('the alarm on rejected credentials counts 401 and 403', () => {
  const alarm = alarms.find(({ AlarmName }) => AlarmName === 'service-users-test-unauthorized-burst');
  const statuses = metricsOf(alarm).flatMap(({ Dimensions = [] }) =>
    Dimensions.filter(({ Name }) => Name === 'status'),
  );
  expect(statuses.map(({ Value }) => Value)).toEqual(['401', '403']);
});

it('the alarm on exchanges counts those that failed and those that were refused', () => {
  const alarm = alarms.find(({ AlarmName }) => AlarmName === 'service-users-test-federation');
  const outcomes = metricsOf(alarm).flatMap(({ MetricName, Dimensions = [] }) =>
    Dimensions.flatMap(({ Name, Value }) => (Name === 'outcome' ? [[MetricName, Value]] : [])),
  );
  expect(outcomes).toEqual([
    ['Exchanges', 'failed'],
    ['Exchanges', 'refused'],
  ]);
});

describe('the recipients of alarms', () => {
  const actionsOf = ({ properties }: typeof plain) =>
    properties('AWS::CloudWatch::Alarm').flatMap(({ AlarmActions = [], OKActions = [] }) => [AlarmActions, OKActions]);

  it('are none by default', () => {
    expect(actionsOf(plain).flat()).toEqual([]);
    expect(plain.properties('AWS::SNS::Topic')).toEqual([]);
  });

  it('are an e-mail address, with an encrypted topic that CloudWatch may publish to', () => {
    const [topicId = ''] = Object.keys(everything.resources('AWS::SNS::Topic'));
    for (const actions of actionsOf(everything)) expect(actions).toEqual([{ Ref: topicId }]);
    expect(everything.properties('AWS::SNS::Subscription')).toMatchObject([
      { Protocol: 'email', Endpoint: EVERYTHING['alarm-email'], TopicArn: { Ref: topicId } },
    ]);
    const [keyId = ''] = Object.keys(everything.resources('AWS::KMS::Key'));
    expect(everything.properties('AWS::SNS::Topic')).toEqual([{ KmsMasterKeyId: { 'Fn::GetAtt': [keyId, 'Arn'] } }]);
    const [{ EnableKeyRotation, KeyPolicy }] = everything.properties('AWS::KMS::Key');
    const [{ PolicyDocument }] = everything.properties('AWS::SNS::TopicPolicy');
    const cloudWatchMay = (Action: unknown) => ({
      Action,
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
    });
    expect(EnableKeyRotation).toBe(true);
    expect(KeyPolicy.Statement[1]).toMatchObject(cloudWatchMay(['kms:Decrypt', 'kms:GenerateDataKey*']));
    expect(PolicyDocument.Statement[1]).toMatchObject(cloudWatchMay('sns:Publish'));
    expect(PolicyDocument.Statement[0]).toMatchObject({
      Effect: 'Deny',
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    });
  });

  it("is the deployer's own topic", async () => {
    const stack = await synthesized('developmentWithAlarmTopic');
    for (const actions of actionsOf(stack)) expect(actions).toEqual([ALARM_TOPIC_ARN]);
    expect(stack.properties('AWS::SNS::Topic')).toEqual([]);
  });
});

describe('the dashboard', () => {
  const body = JSON.stringify(plain.properties('AWS::CloudWatch::Dashboard')[0].DashboardBody);

  it('shows every alarm', () => {
    for (const id of Object.keys(plain.resources('AWS::CloudWatch::Alarm'))) expect(body).toContain(`"${id}"`);
  });

  it('searches for metrics with the dimensions that are published', () => {
    const searches = [...body.matchAll(/\{ServiceUsers,([\w,]+)\} MetricName=\\*"(\w+)/g)].map(([, dimensions, name]) =>
      series(String(name), String(dimensions).split(',')),
    );
    expect(searches.sort()).toEqual([
      'Authentications by kind, outcome, service',
      'Exchanges by outcome, service',
      'Refusals by code, service',
    ]);
    for (const search of searches) expect(functionsCount()).toContain(search);
  });
});

describe('a runbook', () => {
  it.each(runbooks)('%s explains the alarm, its diagnosis, its mitigation, and when it is resolved', (_, text) => {
    const headings = [...text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
    expect(headings).toEqual(SECTIONS);
    // The text before the first heading explains the alarm.
    const [introduction = '', ...sections] = text.split(/^## .+$/m);
    expect(introduction).toMatch(/^# .+\n\n\S/);
    for (const section of sections) expect(section.trim()).not.toBe('');
  });
});
