// Reads the settings of a run from environment variables: ports, data folder, the first Admin.
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { AUDIENCE } from './oidc/tokens.ts';
import type { Options } from './options.ts';
import { RunnerError } from './runner-error.ts';

const port = z.coerce.number().int().min(0).max(65_535);

const schema = z.object({
  PORT: port.default(3000),
  SIGNED_PORT: port.default(3001),
  ISSUER_PORT: port.default(3002),
  DATA_DIR: z.string().default('.local'),
  ADMIN_EMAIL: z.email().optional(),
  CONSUMER_APP: z.string().optional(),
});

const EXPECTED: Record<keyof z.infer<typeof schema>, string> = {
  PORT: 'a port number from 0 (any free port) to 65535',
  SIGNED_PORT: 'a port number from 0 (any free port) to 65535',
  ISSUER_PORT: 'a port number from 0 (any free port) to 65535',
  DATA_DIR: 'a folder',
  ADMIN_EMAIL: 'an e-mail address',
  CONSUMER_APP: 'the file of a CDK app',
};

export interface Settings {
  readonly bearerPort: number;
  readonly signedPort: number;
  readonly issuerPort: number;
  /** Absolute path. */
  readonly dataFolder: string;
  readonly adminEmail: string;
  /** Options of the stack. */
  readonly options: Options;
  /** File of another CDK app, whose APIs are also served. */
  readonly consumerApp: string | undefined;
}

const DEFAULT_ADMIN_EMAIL = 'admin@example.com';

/** @throws RunnerError that names the variable with an invalid value. An empty variable counts as unset. */
export function readSettings(environment: NodeJS.ProcessEnv, options: Options = {}): Settings {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(set);
  if (!parsed.success) {
    const name = parsed.error.issues[0]?.path[0] as keyof typeof EXPECTED;
    throw new RunnerError(`${name} must be ${EXPECTED[name]}, not "${environment[name]}"`);
  }
  const { PORT, SIGNED_PORT, ISSUER_PORT, DATA_DIR, ADMIN_EMAIL, CONSUMER_APP } = parsed.data;
  if (CONSUMER_APP !== undefined && !existsSync(CONSUMER_APP)) {
    throw new RunnerError(
      `CONSUMER_APP must be ${EXPECTED.CONSUMER_APP}, and there is no file ${resolve(CONSUMER_APP)}`,
    );
  }
  return {
    bearerPort: PORT,
    signedPort: SIGNED_PORT,
    issuerPort: ISSUER_PORT,
    dataFolder: resolve(DATA_DIR),
    adminEmail: ADMIN_EMAIL ?? options['admin-email'] ?? DEFAULT_ADMIN_EMAIL,
    options,
    consumerApp: CONSUMER_APP && resolve(CONSUMER_APP),
  };
}

type StackSettings = Pick<Settings, 'adminEmail'> & Partial<Pick<Settings, 'options'>>;

/** The deployment options of the local system. */
export function localContext({ adminEmail, options }: StackSettings, issuerUrl: string): Record<string, string> {
  return { ...options, stage: 'dev', 'admin-email': adminEmail, 'oidc-issuer': issuerUrl, 'oidc-audience': AUDIENCE };
}
