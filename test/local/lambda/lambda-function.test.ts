import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import { LambdaFunction, type LambdaFunctionProps } from '../../../infra/local/lambda/lambda-function.ts';
import { temporaryFolder } from '../support/temporary.ts';

const functionOf = (source: string, props: Partial<LambdaFunctionProps> = {}) => {
  const codeFolder = temporaryFolder();
  writeFileSync(join(codeFolder, 'index.js'), source);
  const fn = new LambdaFunction({
    name: 'fixture',
    arn: 'arn:aws:lambda:us-east-1:000000000000:function:fixture',
    codeFolder,
    handler: 'index.handler',
    environment: {},
    memoryMegabytes: 128,
    timeoutSeconds: 5,
    log: new PassThrough().resume(),
    ...props,
  });
  onTestFinished(() => fn.stop());
  return fn;
};

test('passes event and context like Lambda', async () => {
  const fn = functionOf(`exports.handler = async (event, context) => {
    const { getRemainingTimeInMillis, ...rest } = context;
    return { event, rest, remaining: getRemainingTimeInMillis() };
  };`);
  const { event, rest, remaining } = (await fn.invoke({ a: 1, b: undefined })) as Record<string, unknown>;
  expect(event).toEqual({ a: 1 });
  expect(rest).toEqual({
    awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    callbackWaitsForEmptyEventLoop: true,
    functionName: 'fixture',
    functionVersion: '$LATEST',
    invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:fixture',
    logGroupName: '/aws/lambda/fixture',
    logStreamName: 'local',
    memoryLimitInMB: '128',
  });
  expect(remaining).toSatisfy((ms: number) => ms > 0 && ms <= 5000);
});

test('rejects a handler with a callback, as Lambda does from Node.js 24 on', async () => {
  const fn = functionOf('exports.handler = (event, context, callback) => callback(null, event);');
  await expect(fn.invoke({})).rejects.toThrow('supports no handler with a callback');
});

test('passes the alias that is invoked', async () => {
  const fn = functionOf('exports.handler = async (event, { invokedFunctionArn }) => invokedFunctionArn;', {
    aliases: ['with-people'],
  });
  const arn = 'arn:aws:lambda:us-east-1:000000000000:function:fixture';
  expect(await fn.alias('with-people')?.invoke({})).toBe(`${arn}:with-people`);
  expect(await fn.invoke({})).toBe(arn);
  expect(fn.alias('with-admins')).toBeUndefined();
});

test('gives the function only its own environment', async () => {
  const fn = functionOf('exports.handler = async () => process.env;', { environment: { TABLE_NAME: 'things' } });
  expect(await fn.invoke({})).toEqual({ TABLE_NAME: 'things' });
});

test('keeps the state of the function between invocations', async () => {
  const fn = functionOf('let n = 0; exports.handler = async () => ++n;');
  expect([await fn.invoke({}), await fn.invoke({})]).toEqual([1, 2]);
});

test('runs concurrent invocations', async () => {
  const fn = functionOf(`const waiting = [];
    exports.handler = () => new Promise((done) => {
      waiting.push(done);
      if (waiting.length === 3) for (const each of waiting) each('concurrently');
    });`);
  expect(await Promise.all([fn.invoke({}), fn.invoke({}), fn.invoke({})])).toEqual(Array(3).fill('concurrently'));
});

test.each([
  ['an error', `class Refused extends Error { name = 'Refused'; } throw new Refused('no');`, 'Refused', 'no'],
  ['a value', `throw 'no';`, 'string', 'no'],
  ['a result that is no JSON', 'return 1n;', 'TypeError', expect.stringContaining('BigInt')],
])('reports %s', async (_what, body, errorType, message) => {
  const fn = functionOf(`exports.handler = async () => { ${body} };`);
  await expect(fn.invoke({})).rejects.toMatchObject({ name: 'FunctionError', errorType, message });
});

test('terminates a function that times out, and restarts it at the next invocation', async () => {
  const fn = functionOf(`exports.handler = async ({ loop }) => { while (loop); return 'fresh'; };`, {
    timeoutSeconds: 3,
  });
  await expect(fn.invoke({ loop: true })).rejects.toMatchObject({
    errorType: 'Sandbox.Timedout',
    message: expect.stringContaining('Task timed out after 3.00 seconds'),
  });
  expect(await fn.invoke({})).toBe('fresh');
});

test.each([
  ['exits', 'process.exit(1)', 'Runtime.ExitError'],
  ['crashes', `setTimeout(() => { throw new RangeError('late'); })`, 'RangeError'],
])('fails all pending invocations when the function %s, and replaces it', async (_what, crash, errorType) => {
  const fn = functionOf(`exports.handler = async ({ crash }) => {
    if (crash === undefined) return 'fresh';
    if (crash) ${crash};
    await new Promise(() => setInterval(() => {}, 1000));
  };`);
  const outcomes = await Promise.allSettled([fn.invoke({ crash: false }), fn.invoke({ crash: true })]);
  expect(outcomes).toMatchObject([{ reason: { errorType } }, { reason: { errorType } }]);
  expect(await fn.invoke({})).toBe('fresh');
});

test.each([
  ['cannot be loaded', `throw new Error('broken');`, 'broken'],
  ['has no handler', 'exports.other = 1;', 'exports no function handler'],
])('fails the invocations of a function that %s', async (_what, source, message) => {
  await expect(functionOf(source).invoke({})).rejects.toThrow(message);
});

test('logs the output and the errors of the function', async () => {
  let printed = '';
  const log = new PassThrough().on('data', (chunk) => {
    printed += chunk;
  });
  const fn = functionOf(
    `exports.handler = async () => {
      console.log('to stdout');
      console.error('to stderr');
      throw new Error('thrown');
    };`,
    { log },
  );
  await expect(fn.invoke({})).rejects.toThrow('thrown');
  for (const line of ['to stdout', 'to stderr', 'Error: thrown']) await expect.poll(() => printed).toContain(line);
});
