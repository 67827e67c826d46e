// What a deployer may choose, as CDK context (`-c stage=dev`): parsed once, and a wrong value fails the synthesis by name.
import type { Node } from 'constructs';
import * as z from 'zod';

const listOf = (item: z.ZodType<string, string>) =>
  z
    .string()
    .transform((text) => text.split(',').map((part) => part.trim()))
    .pipe(z.array(item));

/** https, or plain http on this machine. */
const safeUrl = z
  .url({ protocol: /^https$/ })
  .or(z.url({ protocol: /^http$/, hostname: /^(?:localhost|127\.0\.0\.1)$/ }));

const Config = z
  .object({
    /** `prod` keeps its data when the stack is deleted; `dev` leaves nothing behind. */
    stage: z.enum(['dev', 'prod']).default('prod'),
    /** Put in front of every token, as in `acme_svc_...`. */
    'token-prefix': z
      .string()
      .regex(/^[a-z0-9]{1,16}$/, 'must be 1-16 lower-case letters and digits')
      .optional(),
    /** Origins of web pages that may call the bearer API, separated by commas. */
    'cors-origins': listOf(z.url()).optional(),
    /** The company's own OIDC issuer; without one the stack makes a Cognito user pool. */
    'oidc-issuer': safeUrl.optional(),
    /** The client id that the issuer's ID tokens are meant for. */
    'oidc-audience': z.string().min(1).optional(),
    /** Where GitHub publishes the keys that its secret scanning signs with. */
    'github-keys-url': safeUrl.default('https://api.github.com/meta/public_keys/secret_scanning'),
    /** Other accounts whose APIs may stand behind the authorizer, separated by commas. */
    'consumer-accounts': listOf(z.string().regex(/^\d{12}$/, 'must be 12 digits')).default([]),
    /** Where Cognito's hosted login may send people back to, separated by commas. */
    'login-callback-urls': listOf(z.url()).default(['http://localhost:3000/']),
    /** A second region that has a copy of the table, which nothing serves: what is left when the region is lost. */
    'standby-region': z
      .string()
      .regex(/^[a-z]{2}(?:-[a-z]+)+-\d$/, 'must be a region, such as eu-west-1')
      .optional(),
  })
  .refine((config) => (config['oidc-issuer'] === undefined) === (config['oidc-audience'] === undefined), {
    path: ['oidc-audience'],
    message: 'goes with oidc-issuer: give both, or neither for a Cognito user pool',
  });
export type Config = z.infer<typeof Config>;

/** @throws Error that names the context value that is wrong. */
export function readConfig(node: Node): Config {
  const given = Object.keys(Config.shape).map((key) => [key, node.tryGetContext(key) ?? undefined]);
  const parsed = Config.safeParse(Object.fromEntries(given));
  if (parsed.success) return parsed.data;
  throw new Error(
    `The context is wrong: ${parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; ')}`,
  );
}
