// The IAM roles and users that are bound to Service Users, in one normal form of their ARN.

/** An IAM role or user in normal form. `iam_principals` lists it as `<arn>` or `<arn>#<unique id>`. */
export interface IamPrincipal {
  /** `arn:<partition>:iam::<account>:role|user/<name>`, without the path: names are unique within an AWS account. */
  readonly arn: string;
  /** `AROA...` or `AIDA...`. A role that is deleted and created again with the same name gets another one. */
  readonly unique_id: string | null;
}

const ROLE_OR_USER = /^arn:(aws[a-z-]*):iam::(\d{12}):(role|user)\/(?:[!-~]{0,510}\/)?([\w+=,.@-]{1,64})$/;
const SESSION = /^arn:(aws[a-z-]*):sts::(\d{12}):assumed-role\/([\w+=,.@-]{1,64})\/[\w+=,.@-]{2,64}$/;
const UNIQUE_ID = { role: /^AROA[A-Z0-9]{12,124}$/, user: /^AIDA[A-Z0-9]{12,124}$/ };

/**
 * Parses the ARN of a role, a user, or a session of an assumed role (taken for its role). Returns undefined for anything
 * else, such as a wildcard or the root user.
 *
 * @param text - `<arn>` or `<arn>#<unique id>`.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
 */
export function parseIamPrincipal(text: string): IamPrincipal | undefined {
  // A path may contain the character as well.
  const separator = text.indexOf('#', text.lastIndexOf('/'));
  const arn = separator === -1 ? text : text.slice(0, separator);
  const unique_id = separator === -1 ? undefined : text.slice(separator + 1);
  const [, partition, account, kind = 'role', name] =
    ROLE_OR_USER.exec(arn) ?? SESSION.exec(arn)?.toSpliced(3, 0, 'role') ?? [];
  if (name === undefined) return undefined;
  if (unique_id !== undefined && !UNIQUE_ID[kind as 'role' | 'user'].test(unique_id)) return undefined;
  return { arn: `arn:${partition}:iam::${account}:${kind}/${name}`, unique_id: unique_id ?? null };
}

export function formatIamPrincipal({ arn, unique_id }: IamPrincipal): string {
  return unique_id === null ? arn : `${arn}#${unique_id}`;
}

/** Roles that many people can assume, by the names that the consoles, Amplify and the CDK give them. */
const SHARED_ROLES: readonly (readonly [RegExp, string])[] = [
  [
    /^AWSReservedSSO_/,
    'is a role of IAM Identity Center: everyone with its permission set can act as the Service User. Bind a role that only the workload can assume.',
  ],
  [
    /^Cognito_.*auth|(?:^|-)(?:un)?authRole(?:-|$)|(?:IdentityPool|amplifyAuth).*auth/i,
    'is a role of a Cognito identity pool: every user of the pool can act as the Service User. Bind a role that only the workload can assume.',
  ],
];

/** A warning for each principal that many people can assume. */
export function warningsFor(principals: readonly string[]): string[] {
  return principals.flatMap((principal) => {
    const name = parseIamPrincipal(principal)?.arn.split('/').at(-1) ?? '';
    return SHARED_ROLES.flatMap(([pattern, warning]) => (pattern.test(name) ? [`${principal} ${warning}`] : []));
  });
}

/** The caller of a signed request, as API Gateway identifies it. */
export interface SignedCaller {
  /** ARN of the session or user. */
  readonly arn: string;
  /** `<unique id>` or `<unique id>:<session>`. */
  readonly user_id: string;
}

/** Whether the binding names the role or user that signed, and not an earlier one with the same name. */
export function isBoundTo(binding: IamPrincipal, caller: SignedCaller): boolean {
  const [unique_id] = caller.user_id.split(':');
  return (
    binding.arn === parseIamPrincipal(caller.arn)?.arn &&
    (binding.unique_id === null || binding.unique_id === unique_id)
  );
}
