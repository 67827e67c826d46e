// Owners and labels as the text in which people edit them.

/** The user IDs of owners, with commas or spaces between them. */
export const parseOwners = (text: string): string[] => text.split(/[\s,]+/).filter((userId) => userId !== '');

/** A label on each line: `key=value`, or `key` alone. Of a key that occurs twice, the last value counts. */
export const parseLabels = (text: string): Record<string, string> =>
  Object.fromEntries(
    text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
      .map((line) => {
        const [key = '', ...value] = line.split('=');
        return [key.trim(), value.join('=').trim()];
      }),
  );
