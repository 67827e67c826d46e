// Wires the burning of leaked tokens.
import { githubSignatureVerifier } from '../auth/github-signature.ts';
import { accountPorts } from './account-ports.ts';
import { authenticationPorts } from './authentication-ports.ts';
import { githubConfig } from './config.ts';

export const leakedTokenPorts = {
  ...accountPorts,
  ...authenticationPorts,
  verifyGithubSignature: githubSignatureVerifier(githubConfig(process.env).GITHUB_KEYS_URL),
};
