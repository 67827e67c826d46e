// What becomes of accounts, as events on a bus of its own: every write through the table's stream, and on a schedule what
// time alone brings.
import { Duration, Validations } from 'aws-cdk-lib';
import { EventBus, Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as Target } from 'aws-cdk-lib/aws-events-targets';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { ServiceUsersFunction } from './service-users-function.ts';
import type { ServiceUsersTable } from './service-users-table.ts';

export interface AccountEventsProps {
  readonly eventBusName: string;
  readonly table: ServiceUsersTable;
  /** Publishes what the table's stream tells: `functions/events/publish-account-events`. */
  readonly publisher: ServiceUsersFunction;
  /** Tells which tokens expire or are unused: `functions/events/publish-token-notices`. */
  readonly noticePublisher: ServiceUsersFunction;
}

export class AccountEvents extends Construct {
  readonly eventBusName: string;
  /** Runs the notices. */
  readonly schedule: Rule;
  /** Where in the stream the writes are whose events could not be published. */
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { eventBusName, table, publisher, noticePublisher }: AccountEventsProps) {
    super(scope, id);
    const eventBus = new EventBus(this, 'EventBus', { eventBusName });
    this.eventBusName = eventBus.eventBusName;
    this.deadLetters = new Queue(this, 'DeadLetters', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    Validations.of(this.deadLetters).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'It is the dead-letter queue: what lies in it rings an alarm.',
    });
    for (const fn of [publisher, noticePublisher]) {
      fn.addEnvironment('EVENT_BUS_NAME', eventBus.eventBusName);
      eventBus.grantPutEventsTo(fn);
    }
    table.streamAccountsTo(publisher, this.deadLetters);
    this.schedule = new Rule(this, 'Hourly', {
      schedule: Schedule.rate(Duration.hours(1)),
      targets: [new Target(noticePublisher)],
    });
  }
}
