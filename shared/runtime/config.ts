// What the stack tells a function, parsed once at its cold start: a wrong value fails by its name.
import * as z from 'zod/mini';

const TableConfig = z.object({ TABLE_NAME: z.string().check(z.minLength(1)) });

const TokenConfig = z.object({ TOKEN_PREFIX: z.string().check(z.regex(/^[a-z0-9]{0,16}$/)) });

const OidcConfig = z.object({ OIDC_ISSUER: z.url(), OIDC_AUDIENCE: z.string().check(z.minLength(1)) });

const GithubConfig = z.object({ GITHUB_KEYS_URL: z.url() });

const LoginConfig = z.object({
  /** Separated by commas. */
  ALLOWED_EMAIL_DOMAINS: z.pipe(
    z.string(),
    z.transform((list: string) => list.toLowerCase().split(',').filter(Boolean)),
  ),
});

const EventBusConfig = z.object({ EVENT_BUS_NAME: z.string().check(z.minLength(1)) });

type Environment = Record<string, string | undefined>;

export const tableConfig = reader(TableConfig);
export const tokenConfig = reader(TokenConfig);
export const oidcConfig = reader(OidcConfig);
export const githubConfig = reader(GithubConfig);
export const eventBusConfig = reader(EventBusConfig);
export const loginConfig = reader(LoginConfig);

/** Reads a part of the environment; throws an Error that names every variable that is missing or wrong. */
function reader<T>(schema: z.ZodMiniType<T>): (environment: Environment) => T {
  return (environment) => {
    const parsed = schema.safeParse(environment);
    if (parsed.success) return parsed.data;
    const wrong = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new Error(`The function is configured wrongly. ${wrong.join('; ')}`);
  };
}
