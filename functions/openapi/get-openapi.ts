// GET /api/openapi.json
import document from '../../docs/openapi.json' with { type: 'json' };
import { getOpenApi as operation } from '../../shared/contracts/openapi.ts';
import { handlePublic } from '../http/handle.ts';

export const handler = handlePublic(operation, async () => document);
