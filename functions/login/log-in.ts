// POST /api/login
import { bearerCredential } from '../../shared/auth/authorization-header.ts';
import { logIn as operation } from '../../shared/contracts/login.ts';
import * as errors from '../../shared/domain/errors.ts';
import { loginPorts } from '../../shared/runtime/authentication-ports.ts';
import { login } from '../../shared/services/login.ts';
import { handlePublic } from '../http/handle.ts';

export const handler = handlePublic(operation, async ({ context, headers, signed, body }) => {
  // Only Service Users sign their requests (R3).
  if (signed) throw errors.serviceUserCannotLogIn();
  if (headers.authorization !== undefined && body !== undefined) throw errors.twoCredentials();
  return login(loginPorts, context, body?.id_token ?? bearerCredential(headers.authorization));
});
