// Wires the verification of our own tokens, and nothing else: it is on the path of every request.
import type { AuthenticationPorts } from '../services/authentication.ts';
import { dynamoCredentials } from '../storage/accounts/credentials.ts';
import { effects } from './effects.ts';
import { table } from './table.ts';

export const authenticationPorts: AuthenticationPorts = {
  ...effects,
  credentials: dynamoCredentials(table.client, table.name),
};
