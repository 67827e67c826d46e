// The configuration that the stack passes to a function as environment variables, read once at its cold start. A wrong
// value fails by the name of its variable. There is no schema library here, because the authorizer's bundle has this file
// (docs/decisions/0003-bundles.md).

type Check = (value: string) => boolean;
type Environment = Record<string, string | undefined>;

export const isFilled: Check = (value) => value !== '';
const isPrefix: Check = (value) => /^[a-z0-9]{0,16}$/.test(value);
export const isUrl: Check = (value) => URL.canParse(value);
const isBoolean: Check = (value) => value === 'true' || value === 'false';
/** Values separated by commas; may be empty. */
const isList: Check = () => true;

export const tableConfig = reader({ TABLE_NAME: isFilled });
export const tokenConfig = reader({ TOKEN_PREFIX: isPrefix });
export const oidcConfig = reader({ OIDC_ISSUER: isUrl, OIDC_AUDIENCE: isFilled, OIDC_TRUSTS_EMAILS: isBoolean });
export const githubConfig = reader({ GITHUB_KEYS_URL: isUrl });
export const loginConfig = reader({ ALLOWED_EMAIL_DOMAINS: isList });
export const buildConfig = reader({ COMMIT: isFilled });
export const archiveConfig = reader({ ARCHIVE_URL: isUrl });
export const eventBusConfig = reader({ EVENT_BUS_NAME: isFilled });

/** Makes a function that reads some variables, and throws an Error that names each one that is missing or wrong. */
export function reader<Name extends string>(
  checks: Record<Name, Check>,
): (environment: Environment) => Record<Name, string> {
  return (environment) => {
    const values = (Object.keys(checks) as Name[]).map((name) => [name, environment[name]] as const);
    const wrong = values.filter(([name, value]) => value === undefined || !checks[name](value)).map(([name]) => name);
    if (wrong.length > 0)
      throw new Error(`Environment variables of the function are missing or invalid: ${wrong.join(', ')}`);
    return Object.fromEntries(values) as Record<Name, string>;
  };
}
