// Formats tables and numbers as Markdown.

export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cells = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, column) => Math.max(3, ...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [first = [], ...others] = cells;
  return [first, widths.map((width) => '-'.repeat(width)), ...others].map(line).join('\n');
}

export const milliseconds = (value: number) => `${value.toFixed(2)} ms`;
export const microseconds = (value: number) => `${(value * 1000).toFixed(1)} µs`;
export const times = (value: number) => value.toFixed(2);
export const whole = (value: number) => Math.round(value).toLocaleString('en-US');
