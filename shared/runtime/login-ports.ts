// Wires the login of people.
import type { LoginPorts } from '../services/people.ts';
import { authenticationPorts } from './authentication-ports.ts';
import { loginConfig } from './config.ts';
import { personPorts } from './person-ports.ts';

export const loginPorts: LoginPorts = {
  ...personPorts,
  ...authenticationPorts,
  allowedEmailDomains: loginConfig(process.env).ALLOWED_EMAIL_DOMAINS.toLowerCase().split(',').filter(Boolean),
};
