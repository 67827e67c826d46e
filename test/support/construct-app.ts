// Synthesizes a stack with the constructs for other apps.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { ServiceUsersSystem, type ServiceUsersSystemProps } from '../../infra/consumer/index.ts';
import { type Assembly, readAssembly } from '../../infra/local/template/assembly.ts';
import { temporaryFolder } from '../local/support/temporary.ts';

export interface ConstructApp {
  readonly stack: Stack;
  readonly system: ServiceUsersSystem;
}

/** @param build - Adds the constructs. */
export function constructApp(
  build: (app: ConstructApp) => void,
  props: Partial<ServiceUsersSystemProps> = {},
): ConstructApp & { readonly assembly: Assembly } {
  const outdir = temporaryFolder();
  const app = new App({ outdir, analyticsReporting: false, builtinCloudFormationValidation: false });
  const stack = new Stack(app, 'pipelines');
  const system = new ServiceUsersSystem(stack, 'ServiceUsers', {
    signedApiUrl: 'https://signed1234.execute-api.eu-west-1.amazonaws.com',
    bearerApiUrl: 'https://bearer1234.execute-api.eu-west-1.amazonaws.com/',
    ...props,
  });
  build({ stack, system });
  app.synth();
  // The bundles are CommonJS.
  writeFileSync(join(outdir, 'package.json'), '{"type":"commonjs"}\n');
  return { stack, system, assembly: readAssembly(outdir) };
}
