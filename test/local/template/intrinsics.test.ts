import { expect, test } from 'vitest';
import { resolve } from '../../../infra/local/template/intrinsics.ts';

const references = {
  ref: (name: string) => (name === 'AWS::NoValue' ? undefined : `ref:${name}`),
  attribute: (logicalId: string, name: string) => `${logicalId}/${name}`,
};

test.each([
  ['a reference', { Ref: 'Table' }, 'ref:Table'],
  ['an attribute', { 'Fn::GetAtt': ['Table', 'Arn'] }, 'Table/Arn'],
  ['an attribute in a path', { 'Fn::GetAtt': 'Table.Stream.Arn' }, 'Table/Stream.Arn'],
  ['a join', { 'Fn::Join': ['-', ['a', { Ref: 'B' }]] }, 'a-ref:B'],
  ['a split and a selection', { 'Fn::Select': ['1', { 'Fn::Split': ['/', 'x/y'] }] }, 'y'],
  ['a substitution', { 'Fn::Sub': '${A}:${B.Arn}:${!C}' }, 'ref:A:B/Arn:${C}'],
  ['a structure', { list: [{ Ref: 'A' }, 1, null], Ref: 'x' }, { list: ['ref:A', 1, null], Ref: 'x' }],
])('resolves %s', (_what, value, expected) => {
  expect(resolve(value, references)).toEqual(expected);
});

test('removes what refers to no value', () => {
  expect(resolve({ a: { Ref: 'AWS::NoValue' }, b: [{ Ref: 'AWS::NoValue' }] }, references)).toEqual({ b: [] });
});

test('rejects an intrinsic function that it does not support, by name', () => {
  expect(() => resolve({ a: { 'Fn::If': ['x', 1, 2] } }, references)).toThrow('intrinsic function Fn::If');
});

test('refuses an intrinsic function with a malformed argument', () => {
  expect(() => resolve({ 'Fn::Join': 'a' }, references)).toThrow('cannot read this Fn::Join: "a"');
});
