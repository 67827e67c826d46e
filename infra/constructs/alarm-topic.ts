// Who is told of alarms: a topic of the deployer's, or one of the stack's own that mails them.
import { Aws, RemovalPolicy } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';

/** An encrypted topic that CloudWatch alone publishes to, and that mails what comes. */
export class AlarmTopic extends Construct {
  readonly topic: ITopic;

  constructor(scope: Construct, id: string, { email }: { readonly email: string }) {
    super(scope, id);
    const cloudWatch = new ServicePrincipal('cloudwatch.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
    });
    // AWS's own key for SNS does not let CloudWatch in: its alarms would go nowhere, without a word.
    const masterKey = new Key(this, 'Key', { enableKeyRotation: true, removalPolicy: RemovalPolicy.DESTROY });
    const topic = new Topic(this, 'Topic', { masterKey, enforceSSL: true });
    // A topic with a policy of its own has lost the default one, which let the account's alarms publish. The grant is on the
    // key as well.
    topic.grantPublish(cloudWatch);
    topic.addSubscription(new EmailSubscription(email));
    this.topic = topic;
  }
}
