// Creates the CDK app with its stack from the options in the CDK context. An invalid option ends the process with one line.
import { App, type AppProps } from 'aws-cdk-lib';
import { ConfigError, readConfig } from './config.ts';
import { buildConsole } from './console/build.ts';
import { ServiceUsersStack } from './stack.ts';

export async function serviceUsersApp(props: AppProps = {}): Promise<App> {
  const app = new App({ analyticsReporting: false, ...props });
  try {
    const config = readConfig(app.node);
    new ServiceUsersStack(app, `service-users-${config.stage}`, {
      config,
      consoleFolder: config.console ? await buildConsole() : undefined,
      description: 'Service Users: machine identities with tokens and IAM-signed requests',
    });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
  return app;
}
