// Builds and serves the page of the design system without content.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type InlineConfig, preview } from 'vite';

const root = fileURLToPath(new URL('empty-page', import.meta.url));

interface EmptyPage {
  readonly url: string;
  stop(): Promise<void>;
}

export async function serveEmptyPage(): Promise<EmptyPage> {
  const outDir = mkdtempSync(join(tmpdir(), 'empty-page-'));
  const config: InlineConfig = { root, configFile: false, mode: 'production', logLevel: 'error' };
  // By the environment of the tests, React would be its build for development.
  await build({
    ...config,
    define: { 'process.env.NODE_ENV': '"production"' },
    oxc: { jsx: { runtime: 'automatic', development: false } },
    build: { outDir, target: 'es2023', assetsInlineLimit: 0, chunkSizeWarningLimit: 1000 },
  });
  const server = await preview({ ...config, build: { outDir }, preview: { port: 0, host: '127.0.0.1' } });
  return {
    url: server.resolvedUrls?.local[0] ?? '',
    stop: async () => {
      await server.close();
      rmSync(outDir, { recursive: true });
    },
  };
}
