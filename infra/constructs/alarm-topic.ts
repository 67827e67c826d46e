// The SNS topic that sends alarms by e-mail.
import { Aws, RemovalPolicy } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';

/** An encrypted topic with an e-mail subscription. Only CloudWatch may publish to it. */
export class AlarmTopic extends Construct {
  readonly topic: ITopic;

  constructor(scope: Construct, id: string, { email }: { readonly email: string }) {
    super(scope, id);
    const cloudWatch = new ServicePrincipal('cloudwatch.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
    });
    // CloudWatch may not use the AWS managed key of SNS: alarms would be lost without an error.
    const masterKey = new Key(this, 'Key', { enableKeyRotation: true, removalPolicy: RemovalPolicy.DESTROY });
    const topic = new Topic(this, 'Topic', { masterKey, enforceSSL: true });
    // `enforceSSL` replaces the default policy of the topic, which allows the account to publish. The grant includes the key.
    topic.grantPublish(cloudWatch);
    topic.addSubscription(new EmailSubscription(email));
    this.topic = topic;
  }
}
