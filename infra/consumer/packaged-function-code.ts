// The code of the functions of the constructs, in the package: `npm run package` has bundled them.
import { join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { functionCode as bundledFunctionCode } from './bundled-function-code.ts';

export const functionCode: typeof bundledFunctionCode = (entry) =>
  Code.fromAsset(join(import.meta.dirname, 'functions', entry));
