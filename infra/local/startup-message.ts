// The message that the runner prints when the system is ready: its URLs, and commands to paste into a shell.
import { relative } from 'node:path';
import type { Credentials } from './credentials.ts';
import type { DataFolder } from './data-folder.ts';
import { AUDIENCE } from './oidc/tokens.ts';

type Urls = Pick<Credentials, 'bearer_url' | 'signed_url' | 'issuer_url'>;

/** Absolute paths. */
type Files = Pick<DataFolder, 'credentials' | 'events' | 'functionLog'>;

/** @param consumerUrls - URLs of the APIs of another app by name. */
export function startupMessage(urls: Urls, folder: Files, consumerUrls: ReadonlyMap<string, string>): string {
  const { bearer_url: bearerUrl, signed_url: signedUrl, issuer_url: issuerUrl } = urls;
  // The `user_id` is derived from the name and can never be used again, so every start proposes another name.
  const user = {
    name: `Pipeline ${Date.now().toString(36)}`,
    role: 'Member',
    token: { name: 'first', expires_in_days: 90 },
  };
  const authorization = `-H "Authorization: Bearer $TOKEN"`;
  const body = `-H 'Content-Type: application/json' -d '${JSON.stringify(user)}'`;
  return `
  console      ${bearerUrl}/console/
  bearer API   ${bearerUrl}
  signed API   ${signedUrl}
  OIDC issuer  ${issuerUrl} (client id ${AUDIENCE})${[...consumerUrls].map(([name, url]) => `\n  ${name.padEnd(12)} ${url}`).join('')}
  credentials  ${nearby(folder.credentials)}
  events       ${nearby(folder.events)}
  function log ${nearby(folder.functionLog)}

Try:
  TOKEN=$(node -p "require('${nearby(folder.credentials)}').admin_token")
  curl ${authorization} ${bearerUrl}/api/me
  curl -X POST ${authorization} ${body} ${bearerUrl}/api/users
  curl ${authorization} ${bearerUrl}/api/users

Press Ctrl-C to stop.
`;
}

/** The path relative to the current folder, if it is inside. */
function nearby(file: string): string {
  const path = relative('', file);
  return path.startsWith('..') ? file : `./${path}`;
}
