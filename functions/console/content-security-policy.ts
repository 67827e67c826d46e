// The content security policy of the web console: it runs only its own files, and connects only to its own origin and to the
// login. https://www.w3.org/TR/CSP3/

/** @param connections - URLs that pages connect to besides their own origin. Empty ones are left out. */
export function contentSecurityPolicy(connections: readonly string[]): string {
  const origins = connections.filter((url) => url !== '').map((url) => new URL(url).origin);
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    ["connect-src 'self'", ...new Set(origins)].join(' '),
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');
}
