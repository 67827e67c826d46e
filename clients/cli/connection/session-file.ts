// The sessions of logins, in a file that only the user of the operating system can read.
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

export interface SavedSession {
  readonly user_id: string;
  readonly access_token: string;
  /** ISO 8601. */
  readonly expires_at: string;
}

interface SessionFile {
  /** URL of the system that the last login was at. */
  readonly current?: string;
  readonly sessions: Readonly<Record<string, SavedSession>>;
}

function configurationFolder(): string {
  const { XDG_CONFIG_HOME, APPDATA } = process.env;
  const parent = XDG_CONFIG_HOME || (process.platform === 'win32' && APPDATA) || join(homedir(), '.config');
  return join(parent, 'service-users');
}

const pathOf = () => join(configurationFolder(), 'sessions.json');

function read(): SessionFile {
  try {
    return JSON.parse(readFileSync(pathOf(), 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' || error instanceof SyntaxError) return { sessions: {} };
    throw error;
  }
}

function write(file: SessionFile): void {
  const folder = configurationFolder();
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  const temporary = `${pathOf()}.${process.pid}`;
  rmSync(temporary, { force: true });
  writeFileSync(temporary, `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  renameSync(temporary, pathOf());
}

/** URL of the system that the last login was at. */
export const currentUrl = (): string | undefined => read().current;

/** The session of the last login at the system, which may have expired. */
export const savedSession = (url: string): SavedSession | undefined => read().sessions[url];

export function saveSession(url: string, session: SavedSession): void {
  write({ current: url, sessions: { ...read().sessions, [url]: session } });
}

export function deleteSession(url: string): void {
  const { [url]: _, ...sessions } = read().sessions;
  write({ current: url, sessions });
}
