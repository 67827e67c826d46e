// What the runner prints once the system answers: where it is, and lines to paste into a shell.

/** @param credentialsFile - As a shell in the current folder finds it. */
export function welcome(bearerUrl: string, credentialsFile: string, logFile: string): string {
  const file = credentialsFile.startsWith('/') ? credentialsFile : `./${credentialsFile}`;
  // The user id is made from the name and is unique for good, so every start proposes a new name.
  const user = {
    name: `Pipeline ${Date.now().toString(36)}`,
    role: 'Member',
    token: { name: 'first', expires_in_days: 90 },
  };
  const authorization = `-H "Authorization: Bearer $TOKEN"`;
  const body = `-H 'Content-Type: application/json' -d '${JSON.stringify(user)}'`;
  return `
  bearer API   ${bearerUrl}
  credentials  ${credentialsFile}
  function log ${logFile}

Try:
  TOKEN=$(node -p "require('${file}').admin_token")
  curl ${authorization} ${bearerUrl}/api/me
  curl -X POST ${authorization} ${body} ${bearerUrl}/api/users
  curl ${authorization} ${bearerUrl}/api/users

Ctrl-C stops it.
`;
}
