// The fetch function of orval's client: it adds the URL and the credential.
let base = '';
let authorization = '';

export function connect(url: string, token: string): void {
  base = url;
  authorization = `Bearer ${token}`;
}

export async function orvalFetch<Result>(path: string, init: RequestInit): Promise<Result> {
  const response = await fetch(base + path, { ...init, headers: { ...init.headers, authorization } });
  const text = await response.text();
  return { data: text === '' ? undefined : JSON.parse(text), status: response.status } as Result;
}
