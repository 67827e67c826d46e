// The API document passes the linters that its users run.
import { createConfig, lintFromString } from '@redocly/openapi-core';
import spectral, { type RulesetDefinition } from '@stoplight/spectral-core';
import rulesets from '@stoplight/spectral-rulesets';
import { expect, it } from 'vitest';
import { openApiDocument } from '../../infra/api-docs/document.ts';
import { OPERATION_SCOPES } from '../../shared/domain/scopes.ts';

const source = JSON.stringify(openApiDocument());

it('passes the strict ruleset of Redocly', async () => {
  const config = await createConfig({ extends: ['recommended-strict'] });
  const problems = await lintFromString({ source, absoluteRef: '/openapi.json', config });
  expect(problems.map(({ ruleId, message }) => `${ruleId}: ${message}`)).toEqual([]);
});

/** Spectral's findings about a document. */
async function lint(document: string): Promise<string[]> {
  const linter = new spectral.Spectral();
  linter.setRuleset({
    extends: [[rulesets.oas as RulesetDefinition, 'recommended']],
    rules: {
      // Spectral's rule of this name knows only the scopes of OAuth flows, which no flow of this API grants: a credential gets
      // them when it is created. Since OpenAPI 3.1, a requirement of any scheme may name scopes
      // (https://spec.openapis.org/oas/v3.1.1.html#security-requirement-object), so this rule takes them from the contracts.
      'oas3-operation-security-defined': {
        given: '$.paths[*][*].security[*]',
        // biome-ignore lint/suspicious/noThenProperty: Spectral names it so.
        then: { function: securityDefined },
      },
    },
  });
  const findings = await linter.run(JSON.parse(document));
  return findings.map(({ code, message, path }) => `${code}: ${message} (${path.join('.')})`);
}

const SCHEMES = Object.keys(openApiDocument().components.securitySchemes);
const SCOPES: readonly string[] = OPERATION_SCOPES;

function securityDefined(requirement: unknown) {
  return Object.entries(requirement as Record<string, string[]>).flatMap(([scheme, scopes]) => [
    ...(SCHEMES.includes(scheme) ? [] : [{ message: `the scheme ${scheme} is not declared` }]),
    ...scopes.filter((scope) => !SCOPES.includes(scope)).map((scope) => ({ message: `the scope ${scope} is unknown` })),
  ]);
}

it('passes the OpenAPI ruleset of Spectral', async () => {
  expect(await lint(source)).toEqual([]);
});

it.for([
  ['"users:write"', '"users:execute"', 'the scope users:execute is unknown'],
  ['"sigv4":[]', '"mutual_tls":[]', 'the scheme mutual_tls is not declared'],
] as const)('finds a security requirement with %s replaced by %s', async ([from, to, message]) => {
  const findings = await lint(source.replace(from, to));
  expect(findings).toEqual([expect.stringContaining(`oas3-operation-security-defined: ${message}`)]);
});
