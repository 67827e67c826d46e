// GET /api/openapi.json
import document from '../../docs/openapi.json' with { type: 'json' };
import { getOpenApi as operation } from '../../shared/contracts/openapi.ts';
import { buildConfig } from '../../shared/runtime/config.ts';
import { handlePublic } from '../http/handle.ts';

const info = { ...document.info, 'x-commit': buildConfig(process.env).COMMIT };

export const handler = handlePublic(operation, async () => ({ ...document, info }));
