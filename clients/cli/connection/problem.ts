// Errors of the API: problem documents (RFC 9457), errors of OAuth, and responses that did not arrive.

interface ProblemDocument {
  readonly code: string;
  readonly detail?: string;
  readonly error_description?: string;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
}

/** An error that the API reported, or a response that did not arrive. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  /** The HTTP status; 0 without a response. */
  readonly status: number;
  readonly code: string;
  /** The body of the response. */
  readonly body: unknown;

  constructor(message: string, { status, code, body }: { status: number; code: string; body?: unknown }) {
    super(message);
    this.status = status;
    this.code = code;
    this.body = body;
  }

  /** Whether the change may have been made. */
  get outcomeIsUnknown(): boolean {
    return this.status === 0 || this.status >= 500;
  }
}

/** Reads the error in a response. API Gateway itself responds with `{message}`. */
export async function readProblem(response: Response): Promise<ApiProblem> {
  const { status } = response;
  const body: unknown = await response.json().catch(() => undefined);
  if (isProblemDocument(body)) return new ApiProblem(messageOf(body), { status, code: body.code, body });
  if (status === 401) {
    return new ApiProblem(
      'The credential is missing or invalid. Run "service-users login", or set SERVICE_USERS_TOKEN.',
      {
        status,
        code: 'unauthorized',
        body,
      },
    );
  }
  return new ApiProblem(GATEWAY_ERRORS[status] ?? 'The server returned an unexpected response. Check the URL.', {
    status,
    code: 'unexpected_response',
    body,
  });
}

const GATEWAY_ERRORS: Readonly<Record<number, string>> = {
  403: 'The signature is missing or invalid. Check the AWS credentials and the region.',
  404: 'The URL has no such operation. Check the URL.',
  429: 'The server receives too many requests. Wait a moment, then try again.',
  500: 'The server failed. Try again in a moment.',
  503: 'The service is not available. Try again in a moment.',
};

function isProblemDocument(body: unknown): body is ProblemDocument {
  return (
    typeof body === 'object' && body !== null && 'code' in body && ('detail' in body || 'error_description' in body)
  );
}

/** All causes of a validation error; otherwise the detail. */
function messageOf({ detail, error_description: description, errors = [] }: ProblemDocument): string {
  if (errors.length > 1) return errors.map(({ path, message }) => `${path} ${message}`).join('; ');
  return detail ?? description ?? '';
}

/** The error of a request without a response. A request that changes something may have been carried out. */
export function missingResponse({ method, url }: Pick<Request, 'method' | 'url'>, cause: unknown): ApiProblem {
  const { origin } = new URL(url);
  const reason = reasonOf(cause);
  const message =
    method === 'GET'
      ? `${origin} cannot be reached: ${reason}. Check the URL and the network.`
      : `The response of ${origin} did not arrive: ${reason}. The change may or may not have been made.`;
  return new ApiProblem(message, { status: 0, code: 'no_response' });
}

/** `fetch` fails with "fetch failed", and the reason is its cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause instanceof Error) return reasonOf(error.cause);
  return error.message || ('code' in error ? String(error.code) : error.name);
}
