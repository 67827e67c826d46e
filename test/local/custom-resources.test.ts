import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import { deployCustomResource } from '../../infra/local/custom-resources.ts';
import { LambdaFunction } from '../../infra/local/lambda/lambda-function.ts';
import { temporaryFolder } from './support/temporary.ts';

/** Deploys a custom resource whose function sends its response with these headers. */
async function deploy(headers: object) {
  const codeFolder = temporaryFolder();
  const source = `exports.handler = async ({ ResponseURL }) => {
    const body = Buffer.from(JSON.stringify({ Status: 'SUCCESS', PhysicalResourceId: 'fixture' }));
    const response = await fetch(ResponseURL, { method: 'PUT', body, headers: ${JSON.stringify(headers)} });
    if (!response.ok) throw new Error('status ' + response.status);
  };`;
  writeFileSync(join(codeFolder, 'index.js'), source);
  const arn = 'arn:aws:lambda:us-east-1:000000000000:function:fixture';
  const fn = new LambdaFunction({
    name: 'fixture',
    arn,
    codeFolder,
    handler: 'index.handler',
    environment: {},
    memoryMegabytes: 128,
    timeoutSeconds: 5,
    log: new PassThrough().resume(),
  });
  onTestFinished(() => fn.stop());
  const properties = { ServiceToken: arn, ServiceTimeout: '300' };
  const resource = { type: 'Custom::Fixture', logicalId: 'Fixture', physicalId: '', arn: '', properties } as const;
  return deployCustomResource(resource, fn, 'fixture', undefined);
}

test('accepts a response to the URL of CloudFormation', async () => {
  expect(await deploy({})).toEqual({
    deployment: { physicalId: 'fixture', properties: expect.anything() },
    attributes: {},
  });
});

test('rejects a response with a content type, which the signature of the URL does not contain', async () => {
  await expect(deploy({ 'content-type': 'application/json' })).rejects.toThrow('status 403');
});
