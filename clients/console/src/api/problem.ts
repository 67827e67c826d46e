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

/** An error in a field that cannot be sent as it is. It is shown like those of the API. @param path - As in `fieldError`. */
export function invalidField(path: string, message: string): ApiProblem {
  const errors = [{ path, message }];
  return new ApiProblem(0, {
    title: 'Validation failed',
    detail: `${path}: ${message}`,
    code: 'validation_failed',
    errors,
  });
}

/** The message for a field of a form, or for an item in it. @param path - The path of the field in the request. */
export function fieldError(error: unknown, path: string): string | undefined {
  if (!(error instanceof ApiProblem)) return undefined;
  return error.fieldErrors.find((one) => one.path === path || one.path.startsWith(`${path}.`))?.message;
}

/** The message for a field that is a list, with the item that it is about. */
export function itemError(error: unknown, path: string, items: readonly string[]): string | undefined {
  const { fieldErrors } = error instanceof ApiProblem ? error : { fieldErrors: [] };
  for (const [index, item] of items.entries()) {
    const message = fieldErrors.find((one) => one.path === `${path}.${index}`)?.message;
    if (message !== undefined) return `${item} ${message}`;
  }
  return fieldError(error, path);
}
