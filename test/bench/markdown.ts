// Tables as Markdown.

export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

export const milliseconds = (value: number) => `${value.toFixed(2)} ms`;
export const microseconds = (value: number) => `${(value * 1000).toFixed(1)} µs`;
export const times = (value: number) => value.toFixed(2);
export const whole = (value: number) => Math.round(value).toLocaleString('en-US');
