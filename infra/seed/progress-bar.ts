// A bar that shows how far long work has come.

const WIDTH = 40;

/** Draws `what [####....] 40 %` over itself on a terminal, and a line for each tenth elsewhere. */
export function progressBar(what: string, out: NodeJS.WriteStream = process.stderr): (done: number) => void {
  let shown = -1;
  return (done) => {
    const step = Math.floor(done * (out.isTTY ? 100 : 10));
    if (step === shown) return;
    shown = step;
    const filled = Math.round(done * WIDTH);
    const bar = `${what} [${'#'.repeat(filled)}${'.'.repeat(WIDTH - filled)}] ${Math.floor(done * 100)} %`;
    out.write(out.isTTY ? `\r${bar}${done === 1 ? '\n' : ''}` : `${bar}\n`);
  };
}
