// Generates a client from the API document with each of the generators, before the tests run.
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('.', import.meta.url));
const DOCUMENT = '../../docs/openapi.json';

/** @throws Error with the output of the command if it fails. */
export function runBin(name: string, ...args: string[]): void {
  execFileSync(`${folder}node_modules/.bin/${name}`, args, { cwd: folder, stdio: 'pipe', encoding: 'utf8' });
}

export default function setup(): void {
  rmSync(`${folder}generated`, { recursive: true, force: true });
  runBin('openapi-typescript', DOCUMENT, '-o', 'generated/openapi-typescript.d.ts');
  runBin('openapi-ts', '-i', DOCUMENT, '-o', 'generated/hey-api', '-c', '@hey-api/client-fetch');
  runBin('orval', '--config', 'orval.config.js');
}
