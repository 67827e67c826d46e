// What apply calls, with a fault at one call: the API, AWS Secrets Manager, and the program gh.
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serveLocally } from '../../../infra/local/gateway/server.ts';
import { type Fault, startFailingProxy } from '../../support/failing-proxy.ts';
import { startSecretsManager } from '../../support/secrets-manager.ts';

interface FailingCalls {
  /** The environment of the CLI. */
  readonly env: Readonly<Record<string, string>>;
  /** The calls since the last `failAt`, such as `POST /api/users`. */
  readonly calls: readonly string[];
  /** Lets the call with this number fail, from 1. No call fails without a fault. */
  failAt(call: number, fault?: Fault): void;
  /** The value of a secret in AWS Secrets Manager. */
  secretsManagerValue(name: string): string | undefined;
  /** The value of a secret of GitHub Actions. */
  githubValue(name: string): string | undefined;
  stop(): Promise<void>;
}

export async function startFailingCalls(apiUrl: string, folder: string): Promise<FailingCalls> {
  const calls: string[] = [];
  let failing: { readonly call: number; readonly fault: Fault | undefined } = { call: 0, fault: undefined };
  const faultOf = (call: string): Fault | undefined => {
    calls.push(call);
    return calls.length === failing.call ? failing.fault : undefined;
  };

  const api = await startFailingProxy(apiUrl, ({ method, path }) => faultOf(`${method} ${path}`));
  const secretsManager = await startSecretsManager();
  const inService = { refused: 'request', unavailable: 'unavailable', lost: 'response' } as const;
  secretsManager.failWith((operation) => {
    const fault = faultOf(`Secrets Manager ${operation}`);
    return fault && inService[fault];
  });
  const gh = await serveLocally((incoming, outgoing) => void outgoing.end(faultOf(`gh ${incoming.url}`) ?? 'none'));
  const programs = installGh(folder, gh.url);

  return {
    env: {
      SERVICE_USERS_URL: api.url,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: secretsManager.url,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'example',
      PATH: `${programs}:${process.env.PATH}`,
    },
    calls,
    failAt(call, fault) {
      calls.length = 0;
      failing = { call, fault };
    },
    secretsManagerValue: (name) => (secretsManager.names().includes(name) ? secretsManager.valueOf(name) : undefined),
    githubValue: (name) => (existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : undefined),
    stop: async () => void (await Promise.all([api.stop(), secretsManager.stop(), gh.stop()])),
  };
}

/** A program gh that stores each secret in a file with its name. @returns its folder */
function installGh(folder: string, url: string): string {
  const programs = join(folder, 'bin');
  mkdirSync(programs, { recursive: true });
  const script = `#!/bin/sh
fault=$(curl -s "${url}/$2")
if [ "$fault" = refused ] || [ "$fault" = unavailable ]; then echo "$fault" >&2; exit 1; fi
if [ "$2" = set ]; then cat > "${folder}/$3"; fi
if [ "$fault" = lost ]; then echo "no response" >&2; exit 1; fi
`;
  writeFileSync(join(programs, 'gh'), script);
  chmodSync(join(programs, 'gh'), 0o755);
  return programs;
}
