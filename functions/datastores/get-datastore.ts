// GET /api/datastores/{id}
import { getDatastore as operation } from '../../shared/contracts/datastores.ts';
import { ports } from '../../shared/runtime/ports.ts';
import { getDatastore } from '../../shared/services/datastores.ts';
import { handle } from '../http/handle.ts';

export const handler = handle(operation, ({ caller, id }) => getDatastore(ports, caller, id));
