// POST /api/datastores
import { createDatastore as operation } from '../../shared/contracts/datastores.ts';
import { ports } from '../../shared/runtime/ports.ts';
import { createDatastore } from '../../shared/services/datastores.ts';
import { handle } from '../http/handle.ts';

export const handler = handle(operation, ({ caller, body }) => createDatastore(ports, caller, body));
