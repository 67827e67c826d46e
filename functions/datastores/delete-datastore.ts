// DELETE /api/datastores/{id}
import { deleteDatastore as operation } from '../../shared/contracts/datastores.ts';
import { ports } from '../../shared/runtime/ports.ts';
import { deleteDatastore } from '../../shared/services/datastores.ts';
import { handle } from '../http/handle.ts';

export const handler = handle(operation, ({ caller, id }) => deleteDatastore(ports, caller, id));
