// The configuration of the function that serves the web console. It has its own file, so that no other bundle contains it.
import { isFilled, isUrl, reader } from './config.ts';

export const consoleConfig = reader({
  OIDC_ISSUER: isUrl,
  OIDC_AUDIENCE: isFilled,
  // Empty unless the identity provider is the Cognito user pool of the stack.
  HOSTED_LOGIN_URL: (value) => value === '' || isUrl(value),
});
export type ConsoleConfig = ReturnType<typeof consoleConfig>;
