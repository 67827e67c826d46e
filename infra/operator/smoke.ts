// `npm run smoke`: checks a deployment over HTTP. Ends with status 1 at the first check that fails.
import { parseCommandLine } from '../command-line.ts';
import { runSmokeChecks } from './smoke-checks.ts';

const USAGE = `npm run smoke -- --url <bearer API> [--signed-url <signed API>]

  --url         URL of the bearer API, in the stack output BearerApiUrl
  --signed-url  URL of the signed API, which must refuse requests without a signature

Checks a running system. The environment variable ADMIN_TOKEN is a personal token of an Admin.`;

const { values } = parseCommandLine(USAGE, { options: { url: { type: 'string' }, 'signed-url': { type: 'string' } } });
const { ADMIN_TOKEN: adminToken } = process.env;
const url = urlOf('url') ?? fail('--url is missing: add the URL of the bearer API');
const signedUrl = urlOf('signed-url');
if (!adminToken) fail('ADMIN_TOKEN is missing: set it to a personal token of an Admin');

const passed = await runSmokeChecks({
  url,
  signedUrl,
  adminToken,
  suffix: Date.now().toString(36),
  report: ({ check, failure }) =>
    console.log(failure === undefined ? `ok      ${check}` : `FAILED  ${check}: ${failure}`),
});
process.exit(passed ? 0 : 1);

/** The URL without a trailing slash. */
function urlOf(option: keyof typeof values): string | undefined {
  const text = values[option];
  if (text !== undefined && !/^https?:$/.test(URL.parse(text)?.protocol ?? '')) {
    fail(`--${option} must be an http or https URL, not "${text}"`);
  }
  return text?.replace(/\/$/, '');
}

function fail(message: string): never {
  console.error(message);
  process.exit(1);
}
