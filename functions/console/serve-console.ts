// ANY /, /console and /console/{proxy+}: the web console
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { consoleConfig } from '../../shared/runtime/console-config.ts';
import { ConsoleFiles } from './console-files.ts';
import { respond } from './respond.ts';

const config = consoleConfig(process.env);
// The bundle is CommonJS. The stack adds the folder of the built console to it.
const site = { config, files: new ConsoleFiles(`${__dirname}/console`) };

export async function handler(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  return respond(site, event);
}
