// POST /api/introspect
import { introspect as operation } from '../../shared/contracts/introspect.ts';
import { introspectionPorts } from '../../shared/runtime/authentication-ports.ts';
import { introspectToken } from '../../shared/services/introspection.ts';
import { handle } from '../http/handle.ts';

export const handler = handle(operation, ({ body }) => introspectToken(introspectionPorts, body.token));
