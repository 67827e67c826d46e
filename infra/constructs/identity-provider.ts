// Where people come from: the company's own OIDC issuer, or a Cognito user pool that the stack makes.
import { Aws, type RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { AccountRecovery, CfnUserPoolUser, FeaturePlan, Mfa, OAuthScope, UserPool } from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';

/** An OIDC issuer, and the client id that its ID tokens are meant for. */
export interface Issuer {
  readonly issuer: string;
  readonly audience: string;
}

export interface CognitoIdentityProviderProps {
  /** Invited by e-mail when the stack is first deployed. */
  readonly firstAdminEmail: string;
  /** Where the hosted login may send people back to. */
  readonly callbackUrls: readonly string[];
  readonly retained: boolean;
  readonly removalPolicy: RemovalPolicy;
}

/** A user pool with hosted login and MFA, which people join by invitation alone. */
export class CognitoIdentityProvider extends Construct implements Issuer {
  readonly issuer: string;
  readonly audience: string;
  /** Where people log in with a browser; it comes back to the first of the callback URLs, with a code. */
  readonly loginUrl: string;
  /** What changes that code into an ID token (RFC 6749, 4.1.3). */
  readonly tokenUrl: string;
  readonly userPoolId: string;

  constructor(scope: Construct, id: string, props: CognitoIdentityProviderProps) {
    super(scope, id);
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
    Validations.of(pool).acknowledge({
      id: 'AwsSolutions-COG8',
      reason:
        'Threat protection is billed by the person; a second factor is required of all, and nobody signs up alone.',
    });
    const client = pool.addClient('Client', {
      generateSecret: false,
      preventUserExistenceErrors: true,
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [OAuthScope.OPENID, OAuthScope.EMAIL, OAuthScope.PROFILE],
        callbackUrls: [...props.callbackUrls],
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
    // It is replaced when the e-mail changes, and would go with the stack, from a pool that stays.
    firstAdmin.applyRemovalPolicy(props.removalPolicy);
    const [redirectUri = ''] = props.callbackUrls;
    this.issuer = pool.userPoolProviderUrl;
    this.audience = client.userPoolClientId;
    this.loginUrl = domain.signInUrl(client, { redirectUri });
    this.tokenUrl = `${domain.baseUrl()}/oauth2/token`;
    this.userPoolId = pool.userPoolId;
  }
}
