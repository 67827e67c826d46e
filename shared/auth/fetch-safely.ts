// Fetches documents that decide which credentials are trusted: only over HTTPS or from localhost, without redirects,
// and with a short timeout.

const TIMEOUT_MS = 1500;

/** @throws Error when the URL is not allowed, or when no successful response arrives within 1.5 seconds. */
export async function fetchSafely(url: string): Promise<ArrayBuffer> {
  const { protocol, hostname } = new URL(url);
  const isLocal = hostname === 'localhost' || hostname === '127.0.0.1';
  if (protocol !== 'https:' && !isLocal) throw new Error('keys are fetched only over HTTPS');
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!response.ok) throw new Error(`the response has the status ${response.status}`);
  return response.arrayBuffer();
}
