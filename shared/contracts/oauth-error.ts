// Errors of OAuth 2.0 (RFC 6749, section 5.2), with the members of a problem document besides their own.
import type { ProblemDocument } from './problems.ts';

interface OAuthError extends ProblemDocument {
  readonly error: string;
  readonly error_description: string;
}

/** The error codes of OAuth that are codes of problems as well. */
const CODES = ['invalid_grant', 'unsupported_grant_type'];

/** Every fault of the request is a 400 in OAuth, except its media type. */
export function oauthError(document: ProblemDocument): OAuthError {
  const isFault = document.status === 401 || document.status === 422;
  return {
    error: errorOf(document),
    error_description: document.detail,
    ...document,
    ...(isFault && { status: 400, title: 'Malformed request' }),
  };
}

function errorOf({ code, status }: ProblemDocument): string {
  if (CODES.includes(code)) return code;
  if (status < 500) return 'invalid_request';
  return status === 503 ? 'temporarily_unavailable' : 'server_error';
}
