// GET /api/users/{id}/deactivation-preview
import { previewDeactivation as operation } from '../../shared/contracts/users.ts';
import { ports } from '../../shared/runtime/ports.ts';
import { previewDeactivation } from '../../shared/services/deactivation-preview.ts';
import { handle } from '../http/handle.ts';

export const handler = handle(operation, ({ caller, id }) => previewDeactivation(ports, caller, id));
