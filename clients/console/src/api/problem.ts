// Errors of the API: problem documents (RFC 9457), and responses that did not arrive.

export interface FieldError {
  /** The path of the field in the request, such as `token.name`. */
  readonly path: string;
  readonly message: string;
}

interface ProblemDocument {
  readonly title: string;
  readonly detail: string;
  readonly code: string;
  readonly errors?: readonly FieldError[];
}

/** An error that the API reported. Its message says what is wrong and what to do. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly fieldErrors: readonly FieldError[];

  constructor(status: number, { title, detail, code, errors = [] }: ProblemDocument) {
    super(detail);
    this.status = status;
    this.code = code;
    this.title = title;
    this.fieldErrors = errors;
  }
}

/** The codes of errors after which a change may have been made. */
export const OUTCOME_UNKNOWN = 'outcome_unknown';
const NO_RESPONSE = 'no_response';

/** Reads the error in a response. API Gateway itself responds with `{message}`. */
export async function readProblem(response: Response): Promise<ApiProblem> {
  const body: unknown = await response.json().catch(() => undefined);
  if (isProblemDocument(body)) return new ApiProblem(response.status, body);
  if (response.status === 429) {
    return new ApiProblem(429, {
      title: 'Too many requests',
      detail: 'The server receives too many requests. Wait a moment, then try again.',
      code: 'too_many_requests',
    });
  }
  return new ApiProblem(response.status, {
    title: 'The request failed',
    detail: `The server responded with HTTP ${response.status}. Try again in a moment.`,
    code: 'unexpected_response',
  });
}

function isProblemDocument(body: unknown): body is ProblemDocument {
  return typeof body === 'object' && body !== null && 'code' in body && 'detail' in body;
}

/** The error of a request without a response. A request that changes something may have been carried out. */
export function missingResponse(method: string): ApiProblem {
  if (method === 'GET') {
    return new ApiProblem(0, {
      title: 'The server cannot be reached',
      detail: 'Check your network connection, then try again.',
      code: NO_RESPONSE,
    });
  }
  return new ApiProblem(0, {
    title: 'The response did not arrive',
    detail: 'The connection was lost, so it is unknown whether the change was made.',
    code: OUTCOME_UNKNOWN,
  });
}

/** Any error as a problem, so that all are shown in the same way. */
export function toProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  return new ApiProblem(0, { title: 'Unexpected error', detail: String(error), code: 'unexpected_error' });
}

/**
 * Errors in fields that cannot be sent as they are, which are shown like those of the API.
 *
 * @param errors - Paths as in `fieldError`.
 * @throws ApiProblem if there is an error.
 */
export function requireValid(errors: readonly FieldError[]): void {
  if (errors.length === 0) return;
  const detail = errors.map(({ path, message }) => `${path}: ${message}`).join(' ');
  throw new ApiProblem(0, { title: 'Validation failed', detail, code: 'validation_failed', errors });
}

/**
 * All messages for a field of a form and for the items in it.
 *
 * @param path - The path of the field in the request.
 * @param items - The items of a field that is a list, to name those that are wrong.
 */
export function fieldError(error: unknown, path: string, items: readonly string[] = []): string | undefined {
  const { fieldErrors } = error instanceof ApiProblem ? error : { fieldErrors: [] };
  const messages = fieldErrors.flatMap((one) => {
    if (one.path === path) return [one.message];
    return one.path.startsWith(`${path}.`) ? [itemMessage(one, one.path.slice(path.length + 1), items)] : [];
  });
  return messages.length === 0 ? undefined : [...new Set(messages)].join('; ');
}

/** @param key - The index of the item, or the name of a field in it. */
function itemMessage({ message }: FieldError, key: string, items: readonly string[]): string {
  const item = /^\d+$/.test(key) ? items[Number(key)] : key;
  return item === undefined || message.includes(item) ? message : `${item} ${message}`;
}
