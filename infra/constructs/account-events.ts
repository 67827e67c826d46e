// Publishes account events on an event bus: changes from the stream of the table, and every hour the notices about tokens
// that expire or are unused.
import { Duration } from 'aws-cdk-lib';
import { EventBus, Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { SnsTopic, LambdaFunction as Target } from 'aws-cdk-lib/aws-events-targets';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { deadLetterQueue } from './dead-letter-queue.ts';
import type { ServiceUsersFunction } from './service-users-function.ts';
import type { ServiceUsersTable } from './service-users-table.ts';

export interface AccountEventsProps {
  readonly eventBusName: string;
  readonly table: ServiceUsersTable;
  /** Publishes the changes in the stream of the table: `functions/events/publish-account-events`. */
  readonly publisher: ServiceUsersFunction;
  /** Publishes notices about tokens that expire or are unused: `functions/events/publish-token-notices`. */
  readonly noticePublisher: ServiceUsersFunction;
  /** SNS topic that gets the daily notices of each owner. @default no topic */
  readonly ownerTopicArn?: string | undefined;
}

export class AccountEvents extends Construct {
  readonly eventBusName: string;
  /** Invokes the publisher of notices. */
  readonly schedule: Rule;
  /** Gets the stream positions of the writes whose events could not be published. */
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, props: AccountEventsProps) {
    super(scope, id);
    const { eventBusName, table, publisher, noticePublisher, ownerTopicArn } = props;
    const eventBus = new EventBus(this, 'EventBus', { eventBusName });
    this.eventBusName = eventBus.eventBusName;
    this.deadLetters = deadLetterQueue(this);
    for (const fn of [publisher, noticePublisher]) {
      fn.addEnvironment('EVENT_BUS_NAME', eventBus.eventBusName);
      eventBus.grantPutEventsTo(fn);
    }
    table.streamAccountsTo(publisher, this.deadLetters);
    this.schedule = new Rule(this, 'Hourly', {
      schedule: Schedule.rate(Duration.hours(1)),
      targets: [new Target(noticePublisher)],
    });
    if (ownerTopicArn !== undefined) {
      new Rule(this, 'OwnerNotices', {
        eventBus,
        eventPattern: { detailType: ['owner.notices'] },
        // The whole event, so that the filter of a subscription can select the notices of one owner.
        targets: [new SnsTopic(Topic.fromTopicArn(this, 'OwnerTopic', ownerTopicArn))],
      });
    }
  }
}
