// Prints a progress bar.

const WIDTH = 40;

/** Prints `label [####....] 40%`: on a terminal it updates one line, elsewhere it prints one line for each 10%. */
export function progressBar(label: string, out: NodeJS.WriteStream = process.stderr): (done: number) => void {
  let shown = -1;
  return (done) => {
    const step = Math.floor(done * (out.isTTY ? 100 : 10));
    if (step === shown) return;
    shown = step;
    const filled = Math.round(done * WIDTH);
    const bar = `${label} [${'#'.repeat(filled)}${'.'.repeat(WIDTH - filled)}] ${Math.floor(done * 100)}%`;
    out.write(out.isTTY ? `\r${bar}${done === 1 ? '\n' : ''}` : `${bar}\n`);
  };
}
