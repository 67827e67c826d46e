// What the stack tells a function, parsed once at its cold start: a wrong value fails by its name.
import * as z from 'zod/mini';

const Config = z.object({
  TABLE_NAME: z.string().check(z.minLength(1)),
  TOKEN_PREFIX: z.string().check(z.regex(/^[a-z0-9]{0,16}$/)),
});
export type Config = z.infer<typeof Config>;

/** @throws Error that names every variable that is missing or wrong. */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const parsed = Config.safeParse(environment);
  if (parsed.success) return parsed.data;
  const wrong = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new Error(`The function is configured wrongly. ${wrong.join('; ')}`);
}
