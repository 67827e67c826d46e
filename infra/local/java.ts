// Finds a Java version that can run DynamoDB Local.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { RunnerError } from './runner-error.ts';

const OLDEST_VERSION = 17;

/**
 * Returns the java command in JAVA_HOME, or the one on the PATH.
 *
 * @throws RunnerError when neither is new enough
 */
export async function findJava(environment: NodeJS.ProcessEnv = process.env): Promise<string> {
  const candidates = environment.JAVA_HOME ? [join(environment.JAVA_HOME, 'bin', 'java'), 'java'] : ['java'];
  const found: string[] = [];
  for (const java of candidates) {
    const version = await majorVersion(java, environment);
    if (version !== undefined && version >= OLDEST_VERSION) return java;
    if (version !== undefined) found.push(`${java} is version ${version}`);
  }
  throw new RunnerError(
    `DynamoDB Local needs Java ${OLDEST_VERSION} or newer (${found.join(', ') || 'none was found'}): ` +
      `install it and add it to the PATH, or set JAVA_HOME`,
  );
}

async function majorVersion(java: string, environment: NodeJS.ProcessEnv): Promise<number | undefined> {
  try {
    const { stderr } = await promisify(execFile)(java, ['-version'], { env: environment });
    // `openjdk version "17.0.15" 2025-04-15`; before Java 9 it was `"1.8.0_202"`.
    const version = /version "(?:1\.)?(\d+)/.exec(stderr)?.[1];
    return version === undefined ? undefined : Number(version);
  } catch {
    return undefined;
  }
}
