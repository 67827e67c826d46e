// Reads for many items, some of them at once: the API limits how many requests it accepts.
const READS_AT_ONCE = 8;

export async function readAtOnce<Item>(
  items: readonly Item[],
  read: (item: Item, index: number) => Promise<void>,
): Promise<void> {
  const left = items.entries();
  const readNext = async () => {
    for (const [index, item] of left) await read(item, index);
  };
  await Promise.all(Array.from({ length: READS_AT_ONCE }, readNext));
}
