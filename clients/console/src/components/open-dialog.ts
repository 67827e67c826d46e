// Which dialog of a screen is open, and what it is about.
import { useState } from 'react';

export interface OpenDialog<Kind extends string, Item> {
  readonly kind: Kind;
  readonly item: Item;
}

export function useDialog<Kind extends string, Item>() {
  const [dialog, setDialog] = useState<OpenDialog<Kind, Item>>();
  return {
    dialog,
    open: (kind: Kind, item: Item) => setDialog({ kind, item }),
    close: () => setDialog(undefined),
  };
}
