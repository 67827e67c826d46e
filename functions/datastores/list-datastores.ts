// GET /api/datastores
import { listDatastores as operation } from '../../shared/contracts/datastores.ts';
import { ports } from '../../shared/runtime/ports.ts';
import { listDatastores } from '../../shared/services/datastores.ts';
import { handle } from '../http/handle.ts';

export const handler = handle(operation, ({ caller, query }) => listDatastores(ports, caller, query));
