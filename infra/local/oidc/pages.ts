// The pages of the local OIDC issuer, and its redirects to clients.
import type { GatewayResponse } from '../gateway/response.ts';

export interface Page {
  readonly title: string;
  readonly text: string;
  /** @default 200 */
  readonly status?: number;
  /** A form that sends the fields with GET to the same path. */
  readonly form?: {
    readonly hidden: readonly (readonly [name: string, value: string])[];
    readonly email: { readonly name: string; readonly value: string };
  };
}

export function showPage({ title, text, form, status = 200 }: Page): GatewayResponse {
  const hidden = form?.hidden.map(
    ([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`,
  );
  const fields = form && [
    '<form method="get">',
    ...(hidden ?? []),
    `<label for="email">E-mail address</label>`,
    `<input id="email" type="email" name="${form.email.name}" value="${escaped(form.email.value)}" required autofocus>`,
    '<button type="submit">Log in</button>',
    '</form>',
  ];
  const body = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escaped(title)}</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 26rem; margin: 15vh auto 0; padding: 0 1rem; }
h1 { font-size: 1.4rem; }
label, input, button { display: block; width: 100%; box-sizing: border-box; font: inherit; margin-top: 0.5rem; padding: 0.4rem; }
label { padding: 0; }
</style>
</head>
<body>
<main>
<h1>${escaped(title)}</h1>
<p>${escaped(text)}</p>
${(fields ?? []).join('\n')}
</main>
</body>
</html>
`;
  return {
    status,
    headers: [
      ['content-type', 'text/html; charset=utf-8'],
      ['content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"],
      ['cache-control', 'no-store'],
    ],
    body,
  };
}

/** @param parameters - Added to the query of the URL. Null leaves one out. */
export function redirect(target: string, parameters: Readonly<Record<string, string | null>>): GatewayResponse {
  const url = new URL(target);
  for (const [name, value] of Object.entries(parameters)) if (value !== null) url.searchParams.set(name, value);
  return {
    status: 302,
    headers: [
      ['location', url.href],
      ['cache-control', 'no-store'],
    ],
    body: '',
  };
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);
}
