// PUT /api/datastores/{id}
import { updateDatastore as operation } from '../../shared/contracts/datastores.ts';
import { ports } from '../../shared/runtime/ports.ts';
import { updateDatastore } from '../../shared/services/datastores.ts';
import { handle } from '../http/handle.ts';

export const handler = handle(operation, ({ caller, id, body }) => updateDatastore(ports, caller, id, body));
