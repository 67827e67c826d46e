// Runs the local system until it is stopped: checks the environment, starts everything, prints how to use it, and stops it.
import { committedWrites } from './committed-writes.ts';
import { type Consumer, startConsumer } from './consumer.ts';
import { type Credentials, readCredentials, signingKeyOf, workingToken, writeCredentials } from './credentials.ts';
import { checkFirstAdmin } from './custom-resources.ts';
import { openDataFolder } from './data-folder.ts';
import { consumerCredentials, databaseCredentials } from './database-credentials.ts';
import { startDynamoDb } from './dynamodb-local.ts';
import { checkPort } from './gateway/server.ts';
import { startIssuer } from './issuer.ts';
import { mintPersonalToken } from './personal-token.ts';
import { RunnerError } from './runner-error.ts';
import { localContext, type Settings } from './settings.ts';
import { startupMessage } from './startup-message.ts';
import { type SystemOptions, startSystem } from './system.ts';
import { synthesize } from './template/assembly.ts';
import { cachedAssembly } from './template/cached-assembly.ts';
import { REGION } from './template/stack.ts';

/**
 * @param app - File of the CDK app.
 * @param stopped - Aborted to stop the system.
 * @throws RunnerError when the system cannot start or fails; any error when it is stopped before it has started
 */
export async function run(settings: Settings, app: string, stopped: AbortSignal): Promise<void> {
  await checkPort(settings.bearerPort, 'PORT');
  await checkPort(settings.signedPort, 'SIGNED_PORT');
  await checkPort(settings.issuerPort, 'ISSUER_PORT');
  const folder = openDataFolder(settings.dataFolder);
  const cleanUps: (() => void | Promise<void>)[] = [folder.release];
  console.log('starting ...');
  try {
    checkFirstAdmin(folder.deployments, settings.adminEmail);
    const earlier = readCredentials(folder.credentials);
    const signingKey = signingKeyOf(earlier);
    const issuer = await startIssuer({
      port: settings.issuerPort,
      adminEmail: settings.adminEmail,
      keyFile: folder.issuerKey,
    });
    cleanUps.push(issuer.stop);
    const context = localContext(settings, issuer.url);
    const database = databaseCredentials(folder);
    const starting = startDynamoDb({ folder: folder.database });
    cleanUps.push(async () => (await starting.catch(() => undefined))?.stop());
    const [assembly, dynamoDb] = await Promise.all([
      step('synthesize the stack', cachedAssembly({ app, folder: folder.assembly, context, signal: stopped })),
      step('start DynamoDB Local', starting),
    ]);
    stopped.throwIfAborted();
    let credentials: Credentials | undefined;
    const prepare: SystemOptions['prepare'] = async ({ bearerUrl, signedUrl, preparationUrl }) => {
      credentials = {
        bearer_url: bearerUrl,
        signed_url: signedUrl,
        issuer_url: issuer.url,
        ...(await workingToken(preparationUrl, earlier, async () => {
          const { bearer_token, expiration } = await mintPersonalToken(preparationUrl, issuer.url, settings.adminEmail);
          return { admin_token: bearer_token, admin_token_expires: expiration };
        })),
        region: REGION,
        access_key_id: signingKey.accessKeyId,
        secret_access_key: signingKey.secretAccessKey,
        session_token: signingKey.sessionToken,
      };
      writeCredentials(folder.credentials, credentials);
    };
    const writes = committedWrites({ endpoint: dynamoDb.endpoint, ...database });
    cleanUps.push(writes.stop);
    const system = await step(
      'start the system',
      startSystem(assembly, {
        database: { endpoint: dynamoDb.endpoint, ...database },
        committedWrites: writes,
        port: settings.bearerPort,
        signedPort: settings.signedPort,
        signingKey,
        logFile: folder.functionLog,
        deploymentsFile: folder.deployments,
        events: {
          events: folder.events,
          deadLetters: folder.deadLetters,
          buckets: folder.buckets,
          checkpoint: folder.streamCheckpoint,
        },
        prepare,
      }),
    );
    cleanUps.push(system.stop);
    let consumerUrls: Consumer['urls'] = new Map();
    if (settings.consumerApp) {
      const context = { 'service-users-stack': assembly.stackName };
      const synthesis = synthesize(settings.consumerApp, folder.consumerAssembly, context, stopped);
      const consumer = await startConsumer(await step('synthesize the consumer', synthesis), {
        system,
        database: { endpoint: dynamoDb.endpoint, ...consumerCredentials(database) },
        signingKey,
        logFile: folder.functionLog,
      });
      cleanUps.push(consumer.stop);
      consumerUrls = consumer.urls;
    }
    // Scheduled runs may have been missed while the system was stopped.
    void system.runSchedules();
    if (credentials) console.log(startupMessage(credentials, folder, consumerUrls));
    await Promise.race([aborted(stopped), dynamoDb.ended.then(endedEarly), folder.watch()]);
    console.log('stopping');
  } finally {
    for (const cleanUp of cleanUps.reverse()) await cleanUp();
  }
}

/** Prints one line after a step, with its duration. */
async function step<T>(label: string, work: Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await work;
  console.log(`${label}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
  return result;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function endedEarly(output: string): never {
  throw new RunnerError(`DynamoDB Local has stopped: ${output.trim().split('\n').at(-1)}`);
}
