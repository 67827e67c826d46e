// Deletes old builds of the web console. Each change of a source leaves one in the cache.
import { readdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';

/** Keeps the folders that were used last. @param cache - The folder of all builds. */
export function pruneBuilds(cache: string, kept: number): void {
  const lastUse = (folder: string) => statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const builds = readdirSync(cache).map((name) => join(cache, name));
  const byUse = builds.map((folder) => ({ folder, used: lastUse(folder) })).sort((a, b) => b.used - a.used);
  for (const { folder } of byUse.slice(kept)) rmSync(folder, { recursive: true, force: true });
}

/** In a container, the build may belong to another user, who keeps it. */
export function markAsUsed(folder: string): void {
  const now = new Date();
  try {
    utimesSync(folder, now, now);
  } catch (error) {
    if (!['EPERM', 'EACCES', 'EROFS'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}
