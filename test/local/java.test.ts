import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findJava } from '../../infra/local/java.ts';
import { temporaryFolder } from './support/temporary.ts';

/** A folder with a `bin/java` that prints this version. */
function javaHome(version: string): string {
  const home = temporaryFolder();
  const java = join(home, 'bin', 'java');
  mkdirSync(join(home, 'bin'));
  writeFileSync(java, `#!/bin/sh\necho '${version}' >&2\n`);
  chmodSync(java, 0o755);
  return home;
}
const path = (home: string) => join(home, 'bin');
const java8 = javaHome('java version "1.8.0_202"');
const java11 = javaHome('openjdk version "11.0.2" 2019-01-15');
const java17 = javaHome('openjdk version "17.0.15" 2025-04-15');
const java21 = javaHome('openjdk version "21" 2023-09-19');

test('uses the Java on the PATH', async () => {
  expect(await findJava({ PATH: path(java17) })).toBe('java');
});

test('prefers the Java in JAVA_HOME', async () => {
  expect(await findJava({ PATH: path(java17), JAVA_HOME: java21 })).toBe(join(java21, 'bin', 'java'));
});

test('ignores a JAVA_HOME that is too old', async () => {
  expect(await findJava({ PATH: path(java17), JAVA_HOME: java8 })).toBe('java');
});

test('reports the versions when all are too old', async () => {
  await expect(findJava({ PATH: path(java8), JAVA_HOME: java11 })).rejects.toThrow(
    `DynamoDB Local needs Java 17 or newer (${java11}/bin/java is version 11, java is version 8): install it`,
  );
});

test('reports that there is no Java', async () => {
  await expect(findJava({ PATH: temporaryFolder() })).rejects.toThrow('(none was found)');
});
