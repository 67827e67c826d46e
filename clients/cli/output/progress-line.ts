// Shows how far long work is, on a terminal only: programs and logs get the results.
import { withoutControls } from './table.ts';

const WIDTH = 30;

export class ProgressLine {
  private isShown = false;
  private readonly out: NodeJS.WriteStream;

  constructor(out: NodeJS.WriteStream = process.stderr) {
    this.out = out;
  }

  /** Replaces the line. @param total - 0 while it is unknown. */
  show(what: string, done = 0, total = 0): void {
    if (!this.out.isTTY) return;
    const filled = total === 0 ? 0 : Math.round((done / total) * WIDTH);
    const bar = total === 0 ? '' : ` [${'#'.repeat(filled)}${'.'.repeat(WIDTH - filled)}] ${done}/${total}`;
    this.clear();
    this.out.write(`${withoutControls(what)}${bar}`);
    this.isShown = true;
  }

  /** Removes the line, so that something else can be printed. */
  clear(): void {
    if (!this.isShown) return;
    // Carriage return, then "erase in line" (ECMA-48).
    this.out.write('\r\u001b[K');
    this.isShown = false;
  }
}
