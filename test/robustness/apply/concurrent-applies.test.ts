// Two applies at once end in the state of the file, while calls of both fail at random.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { it } from '../../cli/support/cli.ts';
import { noteSecrets } from '../../support/canaries.ts';
import { type Fault, startFailingProxy } from '../../support/failing-proxy.ts';
import { pick, randomNumbers } from '../support/random.ts';
import { SEED, SIZE } from '../support/size.ts';

const FAULTS: readonly Fault[] = ['refused', 'unavailable', 'lost'];
const USERS = ['One', 'Two'];

const fileOf = (round: string, run: string) => `version: 1
teams: [{ name: Team ${round} }]
datastores: [{ name: Store ${round}, teams: [Team ${round}] }]
service_users:
${USERS.map(
  (name) => `  - name: ${round} ${name}
    teams: [Team ${round}]
    iam_principals: ["arn:aws:iam::123456789012:role/${round}-${name}"]
    tokens: [{ name: production, secret: "file:${round}-${name}-${run}" }]
`,
).join('')}`;

it('converges when two applies run at once and calls of both fail', { timeout: SIZE.timeoutMs }, async ({
  cli,
  workspace,
}) => {
  const { admin } = workspace;
  const audited = async () => (await admin.get('/api/audit-log?size=1')).body.items[0].id;
  for (let round = 0; round < SIZE.concurrentApplies; round += 1) {
    const id = `Round${round}`;
    const replay = `SEED=${SEED}, round ${round}`;
    const runs = await Promise.all(
      ['first', 'second'].map(async (run, index) => {
        const random = randomNumbers(SEED * 1000 + round * 2 + index);
        const proxy = await startFailingProxy(workspace.url, () =>
          random() < 0.15 ? pick(FAULTS, random) : undefined,
        );
        onTestFinished(() => proxy.stop());
        const file = `${id}-${run}.yaml`;
        writeFileSync(join(cli.folder, file), fileOf(id, run));
        return cli.run(['apply', '-f', file, '--url', proxy.url]);
      }),
    );
    for (const { code } of runs) expect([0, 1], replay).toContain(code);

    expect(await cli.run(['apply', '-f', `${id}-first.yaml`]), replay).toMatchObject({ code: 0 });
    const before = await audited();
    for (const run of ['first', 'second']) {
      const again = await cli.run(['apply', '-f', `${id}-${run}.yaml`]);
      expect(again, replay).toEqual({ code: 0, stdout: '', stderr: 'Nothing was changed.\n' });
    }
    expect(await audited(), replay).toBe(before);
    for (const name of USERS) {
      const userId = `${id.toLowerCase()}_${name.toLowerCase()}@service`;
      const { items } = (await admin.get(`/api/user-tokens/service?user_id=${userId}`)).body;
      expect(items, replay).toMatchObject([{ name: 'production', status: 'Active' }]);
      const files = ['first', 'second'].map((run) => join(cli.folder, `${id}-${name}-${run}`)).filter(existsSync);
      const secrets = files.map((file) => readFileSync(file, 'utf8').trim());
      for (const secret of secrets) noteSecrets(secret);
      const statuses = await Promise.all(
        secrets.map(async (secret) => (await workspace.client(secret).get('/api/me')).status),
      );
      expect(statuses, `${replay}: one run has the secret of ${userId}`).toContain(200);
    }
  }
});
