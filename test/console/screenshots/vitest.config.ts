import { defineConfig } from 'vitest/config';
import config from '../vitest.config.ts';

/** `npm run console:screenshots`: makes the images of the documentation. */
export default defineConfig({
  test: { ...config.test, include: ['test/console/screenshots/make-screenshots.ts'] },
});
