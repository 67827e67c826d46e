// Chooses the response to a request for the web console: a file, its configuration, or the page that routes in the browser.
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import type { ConsoleConfig } from '../../shared/runtime/console-config.ts';
import { SECURITY_HEADERS } from '../http/security-headers.ts';
import type { ConsoleFile, ConsoleFiles } from './console-files.ts';
import { contentSecurityPolicy } from './content-security-policy.ts';

type Response = APIGatewayProxyStructuredResultV2;

export interface Site {
  readonly config: ConsoleConfig;
  readonly files: ConsoleFiles;
}

const ROOT = '/console/';
/** The names of these files contain a hash of their content. */
const HASHED = /^assets\//;
/** A file name. Unlike an e-mail address, it has no `@`. */
const FILE_NAME = /(?:^|\/)[^/@]*\.\w+$/;

export function respond(site: Site, event: APIGatewayProxyEventV2): Response {
  const { method } = event.requestContext.http;
  if (method !== 'GET' && method !== 'HEAD') return empty(405, { allow: 'GET, HEAD' });
  const response = find(site, event);
  if (method === 'GET') return response;
  const { body: _, isBase64Encoded: __, ...withoutBody } = response;
  return withoutBody;
}

function find(site: Site, { rawPath, headers }: APIGatewayProxyEventV2): Response {
  if (!rawPath.startsWith(ROOT)) return empty(302, { location: ROOT });
  const path = rawPath.slice(ROOT.length);
  if (path === 'config.json') return configuration(site);
  const file = site.files.find(path);
  if (file && path !== 'index.html') return send(site, file, headers);
  const page = site.files.find('index.html');
  // The page is not sent for a missing file, because a browser would run it as a script.
  if (!page || HASHED.test(path) || FILE_NAME.test(path)) return empty(404);
  return send(site, page, headers);
}

function send(site: Site, file: ConsoleFile, requested: Readonly<Record<string, string | undefined>>): Response {
  const headers = {
    ...headersOf(site),
    'content-type': file.type,
    'cache-control': HASHED.test(file.path) ? 'public, max-age=31536000, immutable' : 'no-cache',
    etag: file.etag,
    vary: 'accept-encoding',
  };
  if (requested['if-none-match']?.split(',').some((tag) => tag.trim() === file.etag))
    return { statusCode: 304, headers };
  const { content, encoding } = site.files.read(file, requested['accept-encoding']);
  return {
    statusCode: 200,
    headers: { ...headers, ...(encoding && { 'content-encoding': encoding }) },
    body: content.toString('base64'),
    isBase64Encoded: true,
  };
}

/** What the browser needs to know to log a person in. */
function configuration(site: Site): Response {
  const { OIDC_ISSUER: issuer, OIDC_AUDIENCE: client_id, HOSTED_LOGIN_URL: hosted_login_url } = site.config;
  return {
    statusCode: 200,
    headers: { ...headersOf(site), 'content-type': 'application/json', 'cache-control': 'no-cache' },
    body: JSON.stringify({ issuer, client_id, ...(hosted_login_url && { hosted_login_url }) }),
  };
}

function empty(statusCode: number, headers: Readonly<Record<string, string>> = {}): Response {
  return { statusCode, headers: { ...SECURITY_HEADERS, 'cache-control': 'no-store', ...headers } };
}

function headersOf({ config }: Site) {
  return {
    ...SECURITY_HEADERS,
    'content-security-policy': contentSecurityPolicy([config.OIDC_ISSUER, config.HOSTED_LOGIN_URL]),
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
    'x-frame-options': 'DENY',
  };
}
