// The files that are generated from the contracts. They are checked in, so that a function generates nothing at run time.
import openapiTypes, { type OpenAPI3 } from 'openapi-typescript';
import { openApiDocument } from './document.ts';
import { postmanCollection } from './postman.ts';
import { referencePage } from './reference.ts';

/** The contents of the files, by their paths from the root of the repository. */
export async function generatedFiles(): Promise<Record<string, string>> {
  const document = openApiDocument();
  return {
    'docs/openapi.json': `${JSON.stringify(document, null, 2)}\n`,
    'docs/postman.json': `${JSON.stringify(postmanCollection(document), null, 2)}\n`,
    'docs/api.md': referencePage(document),
    'examples/typescript/service-users.d.ts': await openapiTypes(document as unknown as OpenAPI3),
  };
}
