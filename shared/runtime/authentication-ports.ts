// Wires authentication alone: an authorizer's bundle carries nothing else.
import type { AuthenticationPorts } from '../services/authentication.ts';
import { dynamoCredentials } from '../storage/credentials.ts';
import { documentClient } from '../storage/document-client.ts';
import { readConfig } from './config.ts';
import { effects } from './effects.ts';

export const authenticationPorts: AuthenticationPorts = {
  ...effects,
  credentials: dynamoCredentials(documentClient(), readConfig(process.env).TABLE_NAME),
};
