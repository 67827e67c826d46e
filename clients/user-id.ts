// The `user_id` of a Service User, which the system derives from its name (rule R4). The clients show it before the creation.

/** @returns undefined if no letter or digit of the name is left: the API refuses it. */
export function derivedUserId(name: string): string | undefined {
  const stem = name
    .normalize('NFC')
    .trim()
    .toLowerCase()
    .replaceAll(/\s/g, '_')
    .replaceAll(/[^a-z0-9_]/g, '');
  return /[a-z0-9]/.test(stem) ? `${stem}@service` : undefined;
}
