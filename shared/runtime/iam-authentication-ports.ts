// Wires the recognition of signed requests.
import type { IamAuthenticationPorts } from '../services/iam-authentication.ts';
import { accountPorts } from './account-ports.ts';
import { authenticationPorts } from './authentication-ports.ts';

export const iamAuthenticationPorts: IamAuthenticationPorts = { ...accountPorts, ...authenticationPorts };
