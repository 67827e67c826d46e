// The API document passes the linters that its users run.
import { createConfig, lintFromString } from '@redocly/openapi-core';
import spectral, { type RulesetDefinition } from '@stoplight/spectral-core';
import rulesets from '@stoplight/spectral-rulesets';
import { expect, it } from 'vitest';
import { openApiDocument } from '../../infra/api-docs/document.ts';

const source = JSON.stringify(openApiDocument());

it('passes the strict ruleset of Redocly', async () => {
  const config = await createConfig({ extends: ['recommended-strict'] });
  const problems = await lintFromString({ source, absoluteRef: '/openapi.json', config });
  expect(problems.map(({ ruleId, message }) => `${ruleId}: ${message}`)).toEqual([]);
});

it('passes the OpenAPI ruleset of Spectral', async () => {
  const linter = new spectral.Spectral();
  linter.setRuleset({
    extends: [[rulesets.oas as RulesetDefinition, 'recommended']],
    // The rule is that of OpenAPI 3.0. Since 3.1, a requirement of any scheme may name scopes or roles that are not declared:
    // https://spec.openapis.org/oas/v3.1.1.html#security-requirement-object
    rules: { 'oas3-operation-security-defined': 'off' },
  });
  const findings = await linter.run(JSON.parse(source));
  expect(findings.map(({ code, message, path }) => `${code}: ${message} (${path.join('.')})`)).toEqual([]);
});
