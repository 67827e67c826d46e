// Lists of the API as CSV, page by page. The pages are requested with the session in a header, never in a URL.

export interface CsvPage {
  readonly text: string;
  /** Null on the last page. */
  readonly nextCursor: string | null;
}

/** Reads the next cursor in the header `Link` (RFC 8288). */
export function csvPage({ data, response }: { readonly data?: unknown; readonly response: Response }): CsvPage {
  const next = /<([^>]+)>; rel="next"/.exec(response.headers.get('link') ?? '')?.[1];
  return {
    text: String(data ?? ''),
    nextCursor: next === undefined ? null : new URL(next, window.location.origin).searchParams.get('cursor'),
  };
}
