// Fails unless every package in the lock file has an integrity hash, which `npm ci` verifies after a download.
import { readFileSync } from 'node:fs';

const { packages } = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'));
const unverified = Object.entries(packages)
  // The root is this repository. A bundled package is part of its parent's archive, which has a hash.
  .filter(([path, { integrity, inBundle }]) => path !== '' && !inBundle && !integrity?.startsWith('sha512-'))
  .map(([path]) => path);

if (unverified.length > 0) {
  console.error(`package-lock.json has no sha512 integrity hash for: ${unverified.join(', ')}`);
  console.error('Delete these entries from package-lock.json and run: npm install --package-lock-only');
  process.exitCode = 1;
}
