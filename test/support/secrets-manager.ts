// A minimal AWS Secrets Manager on this machine, with the JSON protocol of the service and its rules for versions and staging
// labels. Requests and responses are checked against the model of the service in its SDK. Signatures are not verified.
// https://docs.aws.amazon.com/secretsmanager/latest/apireference/
import { randomUUID } from 'node:crypto';
import { json } from 'node:stream/consumers';
import {
  CreateSecret$,
  DeleteSecret$,
  DescribeSecret$,
  GetSecretValue$,
  ListSecretVersionIds$,
  PutSecretValue$,
  UpdateSecretVersionStage$,
} from '@aws-sdk/client-secrets-manager';
import { type HttpServer, serveLocally } from '../../infra/local/gateway/server.ts';

interface Version {
  /** Undefined for a version that a rotation has announced and not filled yet. */
  value: string | undefined;
  created: number;
  readonly stages: Set<string>;
}

interface StoredSecret {
  readonly arn: string;
  readonly name: string;
  readonly tags: readonly { readonly Key: string; readonly Value: string }[];
  readonly versions: Map<string, Version>;
}

export const ROTATION_STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'] as const;

/** The event of a rotation function. */
interface RotationEvent {
  readonly Step: (typeof ROTATION_STEPS)[number];
  readonly SecretId: string;
  readonly ClientRequestToken: string;
}

/** What of a call is lost, or that the service rejects it for now. */
type Fault = 'request' | 'response' | 'unavailable' | undefined;
type Decide = (operation: string) => Fault | Promise<Fault>;

export interface SecretsManager extends HttpServer {
  /** Adds a secret without a value, as CloudFormation does. @returns its ARN */
  create(name: string, tags?: Readonly<Record<string, string>>): string;
  /** The names of the secrets. */
  names(): string[];
  /** The value of the version with the label, `AWSCURRENT` by default. */
  valueOf(secretId: string, stage?: string): string | undefined;
  /** The labels of the versions that have one, by version. */
  stagesOf(secretId: string): Record<string, string[]>;
  /** Sets the time of creation of all versions. */
  setCreated(secretId: string, time: Date): void;
  /** Announces a version with the label AWSPENDING. @returns its id @throws Error while another rotation is in progress */
  announce(secretId: string): string;
  /** Calls the function for the four steps of a rotation, as the service does. */
  rotate(secretId: string, invoke: (event: RotationEvent) => Promise<unknown>, version?: string): Promise<void>;
  /** Decides before each call whether it fails: with `response` only its response is lost, otherwise it has no effect. */
  failWith(decide: Decide | undefined): void;
  /** The operations that were called. */
  readonly calls: string[];
}

type Input = Record<string, string & string[]>;

class ServiceError extends Error {
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

const notFound = (what: string) =>
  new ServiceError('ResourceNotFoundException', `Secrets Manager can't find the specified ${what}.`);
const invalidParameter = (message: string) => new ServiceError('InvalidParameterException', message);

const OPERATIONS = {
  CreateSecret: CreateSecret$,
  DeleteSecret: DeleteSecret$,
  DescribeSecret: DescribeSecret$,
  GetSecretValue: GetSecretValue$,
  ListSecretVersionIds: ListSecretVersionIds$,
  PutSecretValue: PutSecretValue$,
  UpdateSecretVersionStage: UpdateSecretVersionStage$,
} as const;
type Operation = keyof typeof OPERATIONS;

/** @throws ServiceError when the model has no such member, or a required one is missing */
function checkShape(shape: unknown, content: object, name: string): void {
  const [, , , , members = [], , required = 0] = (
    shape as () => [unknown, unknown, unknown, unknown, string[], unknown, number]
  )();
  const unknown = Object.keys(content).filter((key) => !members.includes(key));
  const missing = members.slice(0, required).filter((key) => !(key in content));
  if (unknown.length > 0) throw new ServiceError('ValidationException', `${name} has no member ${unknown}`);
  if (missing.length > 0) throw new ServiceError('ValidationException', `${name} requires ${missing}`);
}

/** @param clock - Milliseconds since the epoch. */
export async function startSecretsManager(clock: () => number = Date.now): Promise<SecretsManager> {
  const secrets: StoredSecret[] = [];
  const calls: string[] = [];
  let decide: Decide | undefined;

  const find = (id: string | undefined): StoredSecret => {
    const found = secrets.find(({ arn, name }) => arn === id || name === id);
    if (found === undefined) throw notFound('secret');
    return found;
  };
  const versionWith = ({ versions }: StoredSecret, stage: string) =>
    [...versions].find(([, version]) => version.stages.has(stage));
  const moveStage = (secret: StoredSecret, stage: string, to: string) => {
    const [from, holder] = versionWith(secret, stage) ?? [];
    if (from === to) return;
    holder?.stages.delete(stage);
    secret.versions.get(to)?.stages.add(stage);
    if (stage === 'AWSCURRENT' && from !== undefined) moveStage(secret, 'AWSPREVIOUS', from);
  };
  const create = (name: string, tags: StoredSecret['tags']): StoredSecret => {
    if (secrets.some((secret) => secret.name === name)) {
      throw new ServiceError('ResourceExistsException', `The secret ${name} already exists.`);
    }
    const arn = `arn:aws:secretsmanager:us-east-1:000000000000:secret:${name}-local0`;
    const secret = { arn, name, tags, versions: new Map() };
    secrets.push(secret);
    return secret;
  };
  const put = (secret: StoredSecret, id: string, value: string, stages: readonly string[]) => {
    const existing = secret.versions.get(id);
    if (existing?.value !== undefined && existing.value !== value) {
      throw new ServiceError('ResourceExistsException', `The version ${id} already exists with another value.`);
    }
    if (existing) existing.value = value;
    else secret.versions.set(id, { value, created: clock(), stages: new Set() });
    for (const stage of stages) moveStage(secret, stage, id);
  };
  const labelled = ({ versions }: StoredSecret) =>
    Object.fromEntries([...versions].flatMap(([id, { stages }]) => (stages.size > 0 ? [[id, [...stages]]] : [])));

  const run: Record<Operation, (input: Input) => object> = {
    CreateSecret({ Name = '', SecretString, ClientRequestToken = randomUUID() as Input[string] }) {
      const secret = create(Name, []);
      if (SecretString !== undefined) put(secret, ClientRequestToken, SecretString, ['AWSCURRENT']);
      return { ARN: secret.arn, Name, ...(SecretString !== undefined && { VersionId: ClientRequestToken }) };
    },
    DeleteSecret({ SecretId }) {
      const secret = find(SecretId);
      secrets.splice(secrets.indexOf(secret), 1);
      return { ARN: secret.arn, Name: secret.name, DeletionDate: clock() / 1000 };
    },
    DescribeSecret({ SecretId }) {
      const secret = find(SecretId);
      return { ARN: secret.arn, Name: secret.name, Tags: secret.tags, VersionIdsToStages: labelled(secret) };
    },
    GetSecretValue({ SecretId, VersionId, VersionStage = (VersionId ? undefined : 'AWSCURRENT') as Input[string] }) {
      const secret = find(SecretId);
      const [id = '', version] =
        [...secret.versions].find(
          ([key, { stages }]) => key === (VersionId ?? key) && (VersionStage === undefined || stages.has(VersionStage)),
        ) ?? [];
      if (version?.value === undefined) throw notFound(`secret value for ${VersionStage ?? VersionId}`);
      return {
        ARN: secret.arn,
        Name: secret.name,
        VersionId: id,
        SecretString: version.value,
        VersionStages: [...version.stages],
        CreatedDate: version.created / 1000,
      };
    },
    ListSecretVersionIds({ SecretId, IncludeDeprecated }) {
      const secret = find(SecretId);
      const versions = [...secret.versions].filter(([, { stages }]) => IncludeDeprecated || stages.size > 0);
      const Versions = versions.map(([VersionId, { created, stages }]) => ({
        VersionId,
        VersionStages: [...stages],
        CreatedDate: created / 1000,
      }));
      return { ARN: secret.arn, Name: secret.name, Versions };
    },
    PutSecretValue({ SecretId, SecretString, ClientRequestToken, VersionStages = ['AWSCURRENT'] as Input[string] }) {
      const secret = find(SecretId);
      const id = ClientRequestToken ?? randomUUID();
      if (id.length < 32 || id.length > 64) throw invalidParameter('ClientRequestToken must have 32 to 64 characters.');
      put(secret, id, SecretString ?? '', VersionStages);
      return { ARN: secret.arn, Name: secret.name, VersionId: id, VersionStages };
    },
    UpdateSecretVersionStage({ SecretId, VersionStage = '' as Input[string], MoveToVersionId, RemoveFromVersionId }) {
      const secret = find(SecretId);
      const [holder] = versionWith(secret, VersionStage) ?? [];
      if (holder !== undefined && holder !== MoveToVersionId && RemoveFromVersionId !== holder) {
        throw invalidParameter(`The label ${VersionStage} is attached to ${holder}. Name it in RemoveFromVersionId.`);
      }
      if (MoveToVersionId === undefined) secret.versions.get(holder ?? '')?.stages.delete(VersionStage);
      else if (secret.versions.has(MoveToVersionId)) moveStage(secret, VersionStage, MoveToVersionId);
      else throw notFound(`version ${MoveToVersionId}`);
      return { ARN: secret.arn, Name: secret.name };
    },
  };

  const server = await serveLocally(async (incoming, outgoing) => {
    const { authorization = '', 'x-amz-target': target = '' } = incoming.headers;
    const operation = String(target).replace(/^secretsmanager\./, '');
    const fail = (status: number, type: string, message: string) =>
      outgoing
        .writeHead(status, { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': type })
        .end(JSON.stringify({ __type: type, Message: message }));
    try {
      const input = (await json(incoming)) as Input;
      if (!/^AWS4-HMAC-SHA256 Credential=\w+\/\d{8}\/[\w-]+\/secretsmanager\/aws4_request/.test(authorization)) {
        return fail(400, 'MissingAuthenticationTokenException', 'The request is not signed.');
      }
      if (!Object.hasOwn(OPERATIONS, operation)) return fail(400, 'UnknownOperationException', operation);
      const [, , , , request, response] = OPERATIONS[operation as Operation];
      const fault = await decide?.(operation);
      calls.push(operation);
      if (fault === 'request') return incoming.socket.destroy();
      if (fault === 'unavailable') return fail(503, 'InternalServiceError', 'Try again.');
      checkShape(request, input, operation);
      const output = run[operation as Operation](input);
      checkShape(response, output, operation);
      if (fault === 'response') return incoming.socket.destroy();
      outgoing.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(output));
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      fail(400, error.type, error.message);
    }
  });

  const announce = (secretId: string): string => {
    const secret = find(secretId);
    const pending = versionWith(secret, 'AWSPENDING');
    if (pending && !pending[1].stages.has('AWSCURRENT')) throw new Error('a previous rotation is not complete');
    const id = randomUUID();
    secret.versions.set(id, { value: undefined, created: clock(), stages: new Set() });
    moveStage(secret, 'AWSPENDING', id);
    return id;
  };

  return {
    ...server,
    calls,
    create: (name, tags = {}) =>
      create(
        name,
        Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      ).arn,
    names: () => secrets.map(({ name }) => name),
    valueOf: (secretId, stage = 'AWSCURRENT') => versionWith(find(secretId), stage)?.[1].value,
    stagesOf: (secretId) => labelled(find(secretId)),
    setCreated(secretId, time) {
      for (const version of find(secretId).versions.values()) version.created = time.getTime();
    },
    announce,
    async rotate(secretId, invoke, version = announce(secretId)) {
      for (const Step of ROTATION_STEPS)
        await invoke({ Step, SecretId: find(secretId).arn, ClientRequestToken: version });
    },
    failWith: (decision) => {
      decide = decision;
    },
  };
}
