// The identity provider for people: a Cognito user pool, for workspaces without their own OIDC issuer.
import { Aws, type RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import {
  AccountRecovery,
  type CfnUserPool,
  CfnUserPoolUser,
  FeaturePlan,
  Mfa,
  OAuthScope,
  UserPool,
} from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';

/** An OIDC issuer, and the client id in the audience of its ID tokens. */
export interface Issuer {
  readonly issuer: string;
  readonly audience: string;
  /** URL of the hosted login of Cognito, without a path. @default the issuer's metadata name all its endpoints */
  readonly hostedLoginUrl?: string;
}

export interface CognitoIdentityProviderProps {
  /** Cognito sends an invitation to this address at the first deployment. */
  readonly firstAdminEmail: string;
  /** URLs that the hosted login may redirect to. */
  readonly callbackUrls: readonly string[];
  /** URL of the web console, without a trailing slash. @default no console */
  readonly consoleUrl?: string | undefined;
  /**
   * Address from which the mails are sent with SES. Its domain must be a verified identity in the region of the stack.
   *
   * @default an address of Cognito, which sends at most 50 mails a day
   * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-email.html
   */
  readonly emailFrom?: string | undefined;
  readonly retained: boolean;
  readonly removalPolicy: RemovalPolicy;
}

/** A user pool with hosted login and required MFA. People cannot sign up: an administrator invites them. */
export class CognitoIdentityProvider extends Construct implements Issuer {
  readonly issuer: string;
  readonly audience: string;
  /** URL of the hosted login. It redirects to the first callback URL, with an authorization code. */
  readonly loginUrl: string;
  /** Token endpoint that exchanges the authorization code for an ID token (RFC 6749, section 4.1.3). */
  readonly tokenUrl: string;
  readonly userPoolId: string;
  readonly hostedLoginUrl: string;

  constructor(scope: Construct, id: string, props: CognitoIdentityProviderProps) {
    super(scope, id);
    const { consoleUrl } = props;
    const pool = new UserPool(this, 'Pool', {
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      autoVerify: { email: true },
      mfa: Mfa.REQUIRED,
      mfaSecondFactor: { otp: true, sms: false },
      passwordPolicy: {
        minLength: 12,
        requireDigits: true,
        requireLowercase: true,
        requireSymbols: true,
        requireUppercase: true,
      },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      featurePlan: FeaturePlan.ESSENTIALS,
      deletionProtection: props.retained,
      removalPolicy: props.removalPolicy,
    });
    if (props.emailFrom !== undefined) sendWithSes(pool, props.emailFrom);
    Validations.of(pool).acknowledge({
      id: 'AwsSolutions-COG8',
      reason:
        'Threat protection is billed per user. All users need a second factor, and users cannot sign up by themselves.',
    });
    const client = pool.addClient('Client', {
      generateSecret: false,
      preventUserExistenceErrors: true,
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [OAuthScope.OPENID, OAuthScope.EMAIL, OAuthScope.PROFILE],
        callbackUrls: [...props.callbackUrls, ...(consoleUrl === undefined ? [] : [`${consoleUrl}/callback`])],
        ...(consoleUrl !== undefined && { logoutUrls: [`${consoleUrl}/signed-out`] }),
      },
    });
    const domain = pool.addDomain('Domain', {
      cognitoDomain: { domainPrefix: `${Stack.of(this).stackName}-${Aws.ACCOUNT_ID}` },
    });
    const firstAdmin = new CfnUserPoolUser(this, 'FirstAdmin', {
      userPoolId: pool.userPoolId,
      username: props.firstAdminEmail,
      desiredDeliveryMediums: ['EMAIL'],
      userAttributes: [
        { name: 'email', value: props.firstAdminEmail },
        { name: 'email_verified', value: 'true' },
      ],
    });
    // CloudFormation replaces this user when the e-mail address changes, and would delete it with the stack although the pool
    // is kept.
    firstAdmin.applyRemovalPolicy(props.removalPolicy);
    const [redirectUri = ''] = props.callbackUrls;
    this.issuer = pool.userPoolProviderUrl;
    this.audience = client.userPoolClientId;
    this.loginUrl = domain.signInUrl(client, { redirectUri });
    this.tokenUrl = `${domain.baseUrl()}/oauth2/token`;
    this.hostedLoginUrl = domain.baseUrl();
    this.userPoolId = pool.userPoolId;
  }
}

/** `UserPoolEmail.withSES` needs to know the region of the stack, which is determined by the deployment. */
function sendWithSes(pool: UserPool, from: string): void {
  const [, domain = ''] = from.split('@');
  const sourceArn = Stack.of(pool).formatArn({ service: 'ses', resource: 'identity', resourceName: domain });
  (pool.node.defaultChild as CfnUserPool).emailConfiguration = { emailSendingAccount: 'DEVELOPER', from, sourceArn };
}
