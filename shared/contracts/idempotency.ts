// The header with which a client may send a creation again: the resource is created once.
import * as z from 'zod/mini';

/** Two header lines with the name arrive as one value with a comma, which is no key. */
const KEY = /^[A-Za-z0-9._~:/+=-]{1,255}$/;

export const IdempotencyHeaders = z.object({
  'idempotency-key': z.optional(
    z.string().check(z.regex(KEY, 'must be 1-255 letters, digits or the characters . _ ~ : / + = -')),
  ),
});
