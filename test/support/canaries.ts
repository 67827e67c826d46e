// Finds leaked secrets: searches texts for every secret that the tests of this process have created, plain, encoded or truncated.
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';

/** The 256 random bits of a token or a session, as they are written in it. */
const SECRET_LENGTH = 43;
const TOKEN = /(?:svc|pat|ses)_[0-9A-Za-z]{12}([0-9A-Za-z]{43})[0-9A-Za-z]{6}/g;
/** A JSON Web Token with its signature. */
const JWT = /\beyJ[\w-]+\.[\w-]+\.([\w-]{80,})/g;

const secrets = new Set<string>();
const hashes = new Set<string>();
const searched = { texts: 0, characters: 0 };

/** Records the secrets in a text: tokens and sessions of the system, and ID tokens. */
export function noteSecrets(text: string): void {
  for (const [token, secret = ''] of text.matchAll(TOKEN)) {
    secrets.add(secret);
    hashes.add(createHash('sha256').update(token).digest('base64url'));
  }
  for (const [, signature = ''] of text.matchAll(JWT)) secrets.add(signature.slice(0, SECRET_LENGTH));
}

/** Only `items` may contain hashes (R11). */
export type Place = 'items' | 'logs' | 'events' | 'response';

/** Describes each text that contains a secret, or the hash of one where that is not allowed. */
export function leaksIn(texts: Readonly<Partial<Record<Place, string>>>): string[] {
  return Object.entries(texts).flatMap(([place, text]) => {
    searched.texts += 1;
    searched.characters += text.length;
    const views = [text, ...decoded(text)];
    return [
      ...(views.some((view) => hasAny(view, secrets)) ? [`the ${place} have a secret`] : []),
      ...(place !== 'items' && views.some((view) => hasAny(view, hashes))
        ? [`the ${place} have the hash of a secret`]
        : []),
    ];
  });
}

/** @throws Error when one of the texts contains a secret. */
export function refuseLeaks(texts: Readonly<Partial<Record<Place, string>>>): void {
  const leaks = leaksIn(texts);
  if (leaks.length > 0) throw new Error(leaks.join('; '));
}

let secretsReported = 0;

/** Appends the number of secrets and searched texts since the last call to the file of the run. */
export function reportCoverage(file: string): void {
  appendFileSync(file, `${JSON.stringify({ secrets: secrets.size - secretsReported, ...searched })}\n`);
  secretsReported = secrets.size;
  Object.assign(searched, { texts: 0, characters: 0 });
}

/** Summarizes the file of a run. */
export function coverageOf(file: string): string {
  const reports = existsSync(file)
    ? readFileSync(file, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
    : [];
  const sum = (field: string) => reports.reduce((total, one) => total + one[field], 0).toLocaleString('en');
  return `Leak search: ${sum('secrets')} secrets in ${sum('texts')} texts of ${sum('characters')} characters`;
}

/** Whether the text contains one of the needles, which all have the length of a secret. */
function hasAny(text: string, needles: ReadonlySet<string>): boolean {
  for (const [run] of text.matchAll(/[\w-]{43,}/g)) {
    for (let at = 0; at + SECRET_LENGTH <= run.length; at += 1) {
      if (needles.has(run.slice(at, at + SECRET_LENGTH))) return true;
    }
  }
  return false;
}

/** Decodes the parts of the text in base64, hexadecimal digits and percent encoding. */
function decoded(text: string): string[] {
  const base64 = [...text.matchAll(/[\w+/-]{57,}/g)].flatMap(([run]) =>
    [0, 1, 2, 3].map((offset) => Buffer.from(run.slice(offset), 'base64').toString('latin1')),
  );
  const hex = [...text.matchAll(/[0-9A-Fa-f]{86,}/g)].flatMap(([run]) =>
    [0, 1].map((offset) => Buffer.from(run.slice(offset), 'hex').toString('latin1')),
  );
  const percent = text.replaceAll(/%([0-9A-Fa-f]{2})/g, (_, digits) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
  return [base64.join(' '), hex.join(' '), ...(percent === text ? [] : [percent])];
}
