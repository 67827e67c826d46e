// Invokes the functions of custom resources as CloudFormation does, with an event and a URL for the response.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref.html
import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { serveLocally } from './gateway/server.ts';
import type { Invocable } from './lambda/lambda-function.ts';
import { RunnerError } from './runner-error.ts';
import { ACCOUNT_ID, type CustomResource, REGION } from './template/stack.ts';

const properties = z.record(z.string(), z.unknown());

const response = z.object({
  Status: z.enum(['SUCCESS', 'FAILED']),
  Reason: z.string().optional(),
  PhysicalResourceId: z.string(),
  Data: properties.default({}),
});

/** State of the deployed custom resources by logical id, which is kept until the next start. */
const deployments = z.record(z.string(), z.object({ physicalId: z.string(), properties }));
export type Deployments = z.infer<typeof deployments>;

/** Attributes that a custom resource returned (`Data`). */
export type Attributes = Readonly<Record<string, unknown>>;

/** @throws RunnerError when the file exists but cannot be read */
export function readDeployments(file: string): Deployments {
  try {
    return deployments.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new RunnerError(`${file} cannot be read: delete it and start again`);
  }
}

/**
 * A workspace gets its first Admin once, at its first deployment.
 *
 * @throws RunnerError when the data was created with another first Admin
 */
export function checkFirstAdmin(file: string, email: string): void {
  const emails = Object.values(readDeployments(file)).map(({ properties }) => properties.Email);
  const earlier = emails.find((value) => typeof value === 'string');
  if (earlier === undefined || earlier.toLowerCase() === email.toLowerCase()) return;
  throw new RunnerError(
    `the first Admin of the existing data is ${earlier}, and does not change to ${email}: set ADMIN_EMAIL to ${earlier}, or DATA_DIR to another folder`,
  );
}

export function writeDeployments(file: string, content: Deployments): void {
  writeFileSync(file, `${JSON.stringify(content, null, 2)}\n`);
}

/** A failure that the function of a custom resource reported. */
export class CustomResourceFailure extends RunnerError {
  /** The physical id in the response. CloudFormation deletes it after a failed creation. */
  readonly physicalId: string;

  constructor(message: string, physicalId: string) {
    super(message);
    this.physicalId = physicalId;
  }
}

/**
 * Creates the resource, updates it if it was deployed before, or deletes it.
 *
 * @throws CustomResourceFailure when the function reports a failure
 * @throws RunnerError when the function fails
 */
export async function deployCustomResource(
  resource: Pick<CustomResource, 'logicalId' | 'type' | 'properties'>,
  handler: Invocable,
  stackName: string,
  earlier: Deployments[string] | undefined,
  requestType: 'Create' | 'Update' | 'Delete' = earlier ? 'Update' : 'Create',
): Promise<{ readonly deployment: Deployments[string]; readonly attributes: Attributes }> {
  const { logicalId, type } = resource;
  const { ServiceTimeout: _, ...resourceProperties } = resource.properties;
  const name = `the custom resource ${logicalId}`;
  let sent: string | undefined;
  const server = await serveLocally(async (incoming, outgoing) => {
    const body = await text(incoming);
    // S3 rejects the request of a client that adds a content type, because it is not in the signature of the URL.
    if (incoming.headers['content-type'] === undefined) sent = body;
    else outgoing.statusCode = 403;
    outgoing.end();
  });
  try {
    await handler.invoke({
      RequestType: requestType,
      RequestId: randomUUID(),
      ResponseURL: `${server.url}/${logicalId}`,
      ResourceType: type,
      LogicalResourceId: logicalId,
      StackId: `arn:aws:cloudformation:${REGION}:${ACCOUNT_ID}:stack/${stackName}/local`,
      ServiceToken: resource.properties.ServiceToken,
      ResourceProperties: resourceProperties,
      ...(earlier && { PhysicalResourceId: earlier.physicalId }),
      ...(earlier && requestType === 'Update' && { OldResourceProperties: earlier.properties }),
    });
  } catch (error) {
    throw new RunnerError(`${name} failed: ${error instanceof Error ? error.message : error}`);
  } finally {
    await server.stop();
  }
  const parsed = response.safeParse(parseJson(sent));
  if (!parsed.success) throw new RunnerError(`${name} failed: its function sent no valid response`);
  const { Status, Reason, PhysicalResourceId: physicalId, Data } = parsed.data;
  if (Status === 'FAILED') {
    throw new CustomResourceFailure(`${name} failed: ${Reason ?? 'its function reported no reason'}`, physicalId);
  }
  return { deployment: { physicalId, properties: resourceProperties }, attributes: Data };
}

function parseJson(text: string | undefined): unknown {
  try {
    return text && JSON.parse(text);
  } catch {
    return undefined;
  }
}
