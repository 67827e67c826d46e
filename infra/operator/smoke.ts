// `npm run smoke -- --url <bearer API> [--signed-url <signed API>]`: checks a deployment over HTTP. The environment variable
// ADMIN_TOKEN is a personal token of an Admin. Ends with status 1 at the first check that fails.
import { parseArgs } from 'node:util';
import { runSmokeChecks } from './smoke-checks.ts';

const { values } = parseArgs({ options: { url: { type: 'string' }, 'signed-url': { type: 'string' } } });
const { ADMIN_TOKEN: adminToken } = process.env;
if (values.url === undefined || !adminToken) {
  console.error(
    'Usage: ADMIN_TOKEN=<personal token> npm run smoke -- --url <BearerApiUrl> [--signed-url <SignedApiUrl>]',
  );
  process.exit(1);
}

const passed = await runSmokeChecks({
  url: values.url.replace(/\/$/, ''),
  signedUrl: values['signed-url']?.replace(/\/$/, ''),
  adminToken,
  suffix: Date.now().toString(36),
  report: ({ check, failure }) =>
    console.log(failure === undefined ? `ok      ${check}` : `FAILED  ${check}: ${failure}`),
});
process.exit(passed ? 0 : 1);
