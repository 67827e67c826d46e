// ANY /, /console and /console/{proxy+}: the web console
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { consoleConfig } from '../../shared/runtime/config.ts';
import { ConsoleFiles } from './console-files.ts';
import { respond } from './respond.ts';

const config = consoleConfig(process.env);
const site = { config, files: new ConsoleFiles(`${config.LAMBDA_TASK_ROOT}/console`) };

export async function handler(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> {
  return respond(site, event);
}
