#!/usr/bin/env node
// The command line interface: service-users <command>.
import { reportError } from './output/report-error.ts';
import { createProgram } from './program.ts';

const program = createProgram();

// A reader that ends early, such as `head`, is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

// The bundle of the package is CommonJS, which has no await outside of functions.
program.parseAsync().catch((error: unknown) => {
  process.exitCode = reportError(error, program.opts().verbose === true);
});
