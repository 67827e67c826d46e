// npm run openapi: writes the files that are generated from the contracts.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { generatedFiles } from './generated.ts';

for (const [path, content] of Object.entries(await generatedFiles())) {
  writeFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), content);
}
