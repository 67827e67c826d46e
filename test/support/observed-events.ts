// A workspace whose events a test observes.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { test } from 'vitest';
import type { ApiResponse } from './api-response.ts';
import { startWorkspace, type Workspace } from './workspace.ts';

export interface Delivered {
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly time: string;
  readonly detail: ApiResponse['body'];
}

export interface Observed extends Workspace {
  readonly folder: string;
  events(): Delivered[];
  /** Waits for this number of events about the user, and returns them. */
  eventsOf(userId: string, count: number): Promise<Delivered[]>;
}

/** A test with the workspace of its file, and its events. */
// biome-ignore lint/correctness/noEmptyPattern: vitest reads off the pattern what a fixture needs: nothing.
export const it = test.extend('workspace', { scope: 'file' }, ({}, { onCleanup }) => observe(onCleanup));

export async function observe(
  onCleanup: (act: () => Promise<void>) => void,
  { busIsThere = true } = {},
): Promise<Observed> {
  const parent = mkdtempSync(join(tmpdir(), 'service-users-events-'));
  const folder = join(parent, 'events');
  // The bus cannot write events without its folder.
  if (busIsThere) mkdirSync(folder);
  const workspace = await startWorkspace({ eventsFolder: folder });
  onCleanup(async () => {
    await workspace.stop();
    rmSync(parent, { recursive: true, force: true });
  });
  const file = join(folder, 'events.jsonl');
  const events = () =>
    existsSync(file)
      ? readFileSync(file, 'utf8')
          .split('\n')
          .filter(Boolean)
          .map((line) => JSON.parse(line) as Delivered)
      : [];
  const about = (userId: string) => events().filter(({ detail }) => detail.user.user_id === userId);
  const eventsOf = async (userId: string, count: number) => {
    while (about(userId).length < count) await delay(50);
    // Leaves time for events that should not arrive.
    await delay(300);
    return about(userId);
  };
  return { ...workspace, folder, events, eventsOf };
}

const DAY = 24 * 60 * 60 * 1000;
export const daysFromNow = (days: number) => new Date(Date.now() + days * DAY + 50).toISOString();

export const types = (events: readonly Delivered[]) => events.map((event) => event['detail-type']);
