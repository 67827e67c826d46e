// The scopes that the web console offers.
import { expect, it } from 'vitest';
import { findScopes, SCOPE_OPTIONS } from '../../clients/console/src/components/narrowing/scopes.ts';
import { OPERATION_SCOPES } from '../../shared/domain/scopes.ts';

const valuesOf = (options: readonly { readonly value: string }[]) => options.map(({ value }) => value);

it('offers every scope of the API, except the writes that permit what their reads do', () => {
  const wanted = OPERATION_SCOPES.filter((scope) => scope !== 'audit:write' && scope !== 'introspect:write');
  expect(valuesOf(SCOPE_OPTIONS).toSorted()).toEqual([...wanted].toSorted());
});

it('offers the scope of an API that the person types', () => {
  expect(valuesOf(findScopes(' API:reports '))).toEqual(['api:reports']);
  expect(valuesOf(findScopes('api:no_name'))).toEqual([]);
  expect(valuesOf(findScopes('users'))).toEqual(['users:read', 'users:write']);
});
