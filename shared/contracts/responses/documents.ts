// The responses that are about no resource.
import * as z from 'zod/mini';
import { describe, Text } from './parts.ts';

export const Empty = describe(z.strictObject({}), 'An empty object.');

export const OpenApi = describe(
  z.looseObject({ openapi: describe(Text, 'The version of the OpenAPI Specification.') }),
  'An OpenAPI 3.1 document.',
);
