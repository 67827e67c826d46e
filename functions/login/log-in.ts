// POST /api/login
import { bearerCredential } from '../../shared/auth/authorization-header.ts';
import { logIn as operation } from '../../shared/contracts/login.ts';
import { serviceUserCannotLogIn } from '../../shared/domain/account.ts';
import { Refusal } from '../../shared/domain/errors.ts';
import { loginPorts } from '../../shared/runtime/login-ports.ts';
import { login } from '../../shared/services/people.ts';
import { handleOpen } from '../http/handle.ts';

export const handler = handleOpen(operation, async ({ visit, headers, signed, body }) => {
  // Only machines sign (R3).
  if (signed) throw serviceUserCannotLogIn();
  if (headers.authorization !== undefined && body !== undefined) {
    throw new Refusal('unauthenticated', 'two_credentials', 'The request carries two credentials; send one.');
  }
  return login(loginPorts, visit, body?.id_token ?? bearerCredential(headers.authorization));
});
