// The addresses from which documents about credentials are fetched.

import { lookup } from 'node:dns/promises';
import { createServer } from 'node:http';
import { type AddressInfo, isIP } from 'node:net';
import { hostname } from 'node:os';
import { expect, it, onTestFinished } from 'vitest';
import { fetchSafely } from '../../shared/auth/fetch-safely.ts';
import { isPublicAddress } from '../../shared/auth/public-address.ts';

const PRIVATE = 'the host has an address that is not public';

it.each([
  '0.0.0.0',
  '10.1.2.3',
  '100.64.0.1',
  '127.0.0.1',
  '127.255.255.254',
  '169.254.169.254',
  '169.254.170.2',
  '172.16.0.1',
  '172.31.255.255',
  '192.0.0.8',
  '192.168.1.1',
  '198.18.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:127.0.0.1',
  '::ffff:a9fe:a9fe',
  '::ffff:8.8.8.8',
  '::127.0.0.1',
  '64:ff9b::a9fe:a9fe',
  '2001:db8::1',
  '2001::1',
  '2002:7f00:1::',
  'fc00::1',
  'fd00:ec2::254',
  'fe80::1',
  'fe80::1%lo',
  '2606:4700::1111%lo',
  'ff02::1',
  '',
  'example.com',
])('the address %j is not public', (address) => {
  expect(isPublicAddress(address)).toBe(false);
});

it.each(['1.1.1.1', '100.63.255.255', '172.32.0.1', '192.0.1.1', '223.255.255.255', '2606:4700::1111', '2a00:1450::1'])(
  'the address %s is public',
  (address) => {
    expect(isPublicAddress(address)).toBe(true);
  },
);

it.each([
  'https://127.0.0.2/',
  'https://169.254.169.254/latest/meta-data/',
  'https://2852039166/',
  'https://0x7f.2/',
  'https://0/',
  'https://[::1]/',
  'https://[::ffff:127.0.0.1]/',
  'https://[::ffff:a9fe:a9fe]/',
  'https://[fd00:ec2::254]/',
])('nothing is fetched from %s', async (url) => {
  await expect(fetchSafely(url)).rejects.toThrow(PRIVATE);
});

it('nothing is fetched from a host name that resolves to an address that is not public', async () => {
  const addresses = await lookup(hostname(), { all: true });
  expect(addresses.filter(({ address }) => isIP(address) && isPublicAddress(address))).toEqual([]);
  await expect(fetchSafely(`https://${hostname()}:1/`)).rejects.toThrow(PRIVATE);
});

it('a host that does not exist is reported', async () => {
  await expect(fetchSafely('https://issuer.invalid/')).rejects.toThrow(/issuer\.invalid/);
});

it.each([
  'http://example.com/',
  'http://127.0.0.2/',
  'http://[::1]/',
  'ftp://localhost/',
  'file:///etc/passwd',
  'keys',
])('nothing is fetched from %s, which is neither https nor localhost', async (url) => {
  await expect(fetchSafely(url)).rejects.toThrow();
});

it.each(['localhost', '127.0.0.1'])('documents are fetched over http from %s', async (host) => {
  const server = createServer((_, response) => response.end('document')).listen(0, host);
  await new Promise((listening) => server.once('listening', listening));
  onTestFinished(() => void server.close());
  const url = `http://${host}:${(server.address() as AddressInfo).port}/path`;
  expect(new TextDecoder().decode(await fetchSafely(url))).toBe('document');
  await expect(fetchSafely(url, { configuredUrl: 'https://issuer.example.com' })).rejects.toThrow('only over HTTPS');
});
