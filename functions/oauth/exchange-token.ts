// POST /api/oauth/token
import { exchangeToken as operation } from '../../shared/contracts/oauth.ts';
import * as errors from '../../shared/domain/errors.ts';
import { tokenExchangePorts } from '../../shared/runtime/federation-ports.ts';
import { exchangeToken } from '../../shared/services/token-exchange.ts';
import { handlePublic } from '../http/handle.ts';

export const handler = handlePublic(operation, async ({ context, headers, body }) => {
  // The token in the body is the only credential, also on the signed API.
  if (headers.authorization !== undefined) throw errors.twoCredentials();
  return exchangeToken(tokenExchangePorts, context, body);
});
