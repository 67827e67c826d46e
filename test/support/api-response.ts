// A response of the API, as tests read it.
export interface ApiResponse {
  readonly status: number;
  readonly headers: Headers;
  /** The content type, without parameters. */
  readonly type: string | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it expects, and fails where it is not.
  readonly body: any;
}
