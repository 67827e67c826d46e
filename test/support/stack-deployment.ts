// Deploys stacks with custom resources and secrets as CloudFormation does: in the order of the template, with a rollback after a
// failure, and with removals at the end. The functions run in the local runner.
import { PassThrough } from 'node:stream';
import { CustomResourceFailure, type Deployments, deployCustomResource } from '../../infra/local/custom-resources.ts';
import { createFunctions, type Functions, functionWithArn } from '../../infra/local/lambda/functions.ts';
import type { Invocable } from '../../infra/local/lambda/lambda-function.ts';
import type { Database } from '../../infra/local/table.ts';
import type { Assembly } from '../../infra/local/template/assembly.ts';
import { type CustomResource, type DeployedCustomResource, resolveStack } from '../../infra/local/template/stack.ts';
import type { SecretsManager } from './secrets-manager.ts';

type Resource = Pick<CustomResource, 'logicalId' | 'type' | 'properties'>;

/** A deployed custom resource. */
interface Deployed extends DeployedCustomResource {
  readonly resource: Resource;
  readonly deployment: Deployments[string];
  readonly handler: Invocable;
  readonly isRetained: boolean;
}

export interface StackDeploymentOptions {
  readonly secretsManager: SecretsManager;
  /** The credentials of the functions. */
  readonly credentials: Pick<Database, 'accessKeyId' | 'secretAccessKey'> & { readonly sessionToken: string };
  /** Decides how often CloudFormation delivers each request. @default once */
  readonly deliveries?: () => number;
  /** Whether it delivers them at the same time. @default one after the other */
  readonly isConcurrent?: () => boolean;
}

export class StackDeployment {
  /** The output of all functions. */
  output = '';
  private readonly options: StackDeploymentOptions;
  private readonly deployed = new Map<string, Deployed>();
  private readonly attempted = new Map<string, Pick<Deployed, 'resource' | 'handler'>>();
  private readonly secrets = new Set<string>();
  private functions: Functions = new Map();
  private readonly started: Functions[] = [];
  /** The requests that were sent: `Create Etl`. */
  readonly requests: string[] = [];
  /** What the functions returned to CloudFormation. */
  readonly responses: unknown[] = [];

  constructor(options: StackDeploymentOptions) {
    this.options = options;
  }

  /** The physical id of the custom resource. */
  physicalId(logicalId: string): string | undefined {
    return this.deployed.get(logicalId)?.physicalId;
  }

  /** The function whose logical id starts with the text. */
  functionOf(logicalIdPrefix: string): Invocable {
    const [found] = [...this.functions].filter(([arn]) => arn.includes(`-${logicalIdPrefix}`));
    if (found === undefined) throw new Error(`there is no function ${logicalIdPrefix}`);
    return found[1];
  }

  /** @throws RunnerError of the first resource that failed, after the rollback */
  async deploy(assembly: Assembly): Promise<void> {
    const before = new Map(this.deployed);
    const { template, stackName } = assembly;
    const ids = Object.keys(template.Resources).filter((id) => template.Resources[id]?.Type.startsWith('Custom::'));
    this.start(assembly, this.withPlaceholders(ids));
    const changed: string[] = [];
    try {
      for (const id of ids) {
        const resource = this.resolve(assembly, ids, id);
        const handler = functionWithArn(this.functions, resource.properties.ServiceToken);
        const { DeletionPolicy, UpdateReplacePolicy } = template.Resources[id] ?? {};
        const isRetained = [DeletionPolicy, UpdateReplacePolicy].includes('Retain');
        const earlier = this.deployed.get(id);
        if (earlier && JSON.stringify(earlier.resource.properties) === JSON.stringify(resource.properties)) {
          this.deployed.set(id, { ...earlier, handler, isRetained });
          continue;
        }
        changed.push(id);
        await this.request(stackName, { resource, handler, isRetained, earlier: earlier?.deployment });
      }
    } catch (error) {
      await this.rollBack(stackName, changed.reverse(), before, error);
      throw error;
    }
    await this.cleanUp(stackName, before, ids);
    // Other functions have attributes of the custom resources in their environment.
    this.start(assembly, this.deployed);
  }

  /** Deletes the stack. */
  async destroy(stackName: string): Promise<void> {
    for (const [id, deployed] of [...this.deployed].reverse()) {
      if (!deployed.isRetained) await this.delete(stackName, deployed);
      this.deployed.delete(id);
    }
  }

  async stop(): Promise<void> {
    await Promise.all(this.started.flatMap((functions) => [...functions.values()].map((fn) => fn.stop())));
  }

  private withPlaceholders(ids: readonly string[]): Map<string, DeployedCustomResource> {
    const unknown = { physicalId: 'not-deployed', attributes: { SecretArn: 'not-deployed' } };
    return new Map(ids.map((id) => [id, this.deployed.get(id) ?? unknown]));
  }

  private resolve(assembly: Assembly, ids: readonly string[], logicalId: string): CustomResource {
    const { customResources } = resolveStack(assembly, this.withPlaceholders(ids));
    const resource = customResources.find((one) => one.logicalId === logicalId);
    if (resource === undefined || JSON.stringify(resource.properties).includes('not-deployed')) {
      throw new Error(`${logicalId} is not in the order of its dependencies`);
    }
    return resource;
  }

  private start(assembly: Assembly, deployed: ReadonlyMap<string, DeployedCustomResource>): void {
    const { secretsManager, credentials } = this.options;
    const stack = resolveStack(assembly, deployed);
    for (const { logicalId, properties } of stack.of('AWS::SecretsManager::Secret')) {
      if (this.secrets.has(logicalId)) continue;
      this.secrets.add(logicalId);
      const tags = Object.fromEntries(properties.Tags.map(({ Key, Value }) => [Key, Value]));
      secretsManager.create(properties.Name ?? `${assembly.stackName}-${logicalId}`, tags);
    }
    const log = new PassThrough();
    log.on('data', (chunk) => {
      this.output += chunk;
    });
    const environment = {
      AWS_SESSION_TOKEN: credentials.sessionToken,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: secretsManager.url,
    };
    const database = { ...credentials, endpoint: 'http://127.0.0.1:9' };
    this.functions = createFunctions(stack, assembly, { database, log, environment });
    this.started.push(this.functions);
  }

  private async request(
    stackName: string,
    {
      resource,
      handler,
      isRetained,
      earlier,
    }: Omit<Deployed, 'deployment' | 'physicalId' | 'attributes'> & {
      readonly earlier: Deployments[string] | undefined;
    },
  ): Promise<void> {
    this.requests.push(`${earlier ? 'Update' : 'Create'} ${resource.logicalId}`);
    this.attempted.set(resource.logicalId, { resource, handler });
    const { deployment, attributes } = await deployCustomResource(
      resource,
      this.delivered(handler),
      stackName,
      earlier,
    );
    const { physicalId } = deployment;
    this.responses.push(physicalId, attributes);
    this.deployed.set(resource.logicalId, { resource, handler, isRetained, deployment, attributes, physicalId });
  }

  private async delete(
    stackName: string,
    { resource, deployment, handler }: Pick<Deployed, 'resource' | 'deployment' | 'handler'>,
  ): Promise<void> {
    this.requests.push(`Delete ${resource.logicalId}`);
    await deployCustomResource(resource, this.delivered(handler), stackName, deployment, 'Delete');
  }

  /** Delivers an event again after the first delivery, as Lambda may do. The last response counts. */
  private delivered(handler: Invocable): Invocable {
    const { deliveries = () => 1, isConcurrent = () => false } = this.options;
    return {
      invoke: async (event) => {
        if (isConcurrent()) return Promise.all(Array.from({ length: deliveries() }, () => handler.invoke(event)));
        let result: unknown;
        for (let left = deliveries(); left > 0; left -= 1) result = await handler.invoke(event);
        return result;
      },
    };
  }

  /** Returns the changed resources to what they were, the last one first. */
  private async rollBack(
    stackName: string,
    changed: readonly string[],
    before: ReadonlyMap<string, Deployed>,
    error: unknown,
  ): Promise<void> {
    const [failed] = changed;
    for (const id of changed) {
      const earlier = before.get(id);
      const now = this.deployed.get(id);
      if (earlier !== undefined) {
        const current = now?.deployment ?? earlier.deployment;
        await this.request(stackName, { ...earlier, earlier: current });
        if (now && now.physicalId !== earlier.physicalId && !now.isRetained) await this.delete(stackName, now);
      } else if (now !== undefined) {
        if (!now.isRetained) await this.delete(stackName, now);
        this.deployed.delete(id);
      } else if (id === failed && error instanceof CustomResourceFailure) {
        await this.deleteFailed(stackName, id, error.physicalId);
      }
    }
  }

  /** CloudFormation also deletes a resource that was not created. */
  private async deleteFailed(stackName: string, logicalId: string, physicalId: string): Promise<void> {
    const attempted = this.attempted.get(logicalId);
    if (attempted === undefined) return;
    const deployment = { physicalId, properties: attempted.resource.properties };
    await this.delete(stackName, { ...attempted, deployment });
  }

  private async cleanUp(
    stackName: string,
    before: ReadonlyMap<string, Deployed>,
    ids: readonly string[],
  ): Promise<void> {
    for (const [id, earlier] of [...before].reverse()) {
      const now = this.deployed.get(id);
      const isRemoved = !ids.includes(id);
      if ((isRemoved || now?.physicalId !== earlier.physicalId) && !earlier.isRetained) {
        await this.delete(stackName, earlier);
      }
      if (isRemoved) this.deployed.delete(id);
    }
  }
}
