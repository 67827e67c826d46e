// What a person prefers about a table, kept in the browser.
import { useState } from 'react';

export interface TablePreferences {
  readonly pageSize: number;
  readonly wrapLines: boolean;
  /** Ids of the columns that are hidden. Columns of a later version are shown. */
  readonly hidden: readonly string[];
}

const DEFAULTS: TablePreferences = { pageSize: 50, wrapLines: false, hidden: [] };

/** @param table - Identifies the table. */
export function usePreferences(table: string): [TablePreferences, (preferences: TablePreferences) => void] {
  const key = `table.${table}`;
  const [preferences, setPreferences] = useState(() => read(key));
  const save = (changed: TablePreferences) => {
    localStorage.setItem(key, JSON.stringify(changed));
    setPreferences(changed);
  };
  return [preferences, save];
}

function read(key: string): TablePreferences {
  try {
    return { ...DEFAULTS, ...JSON.parse(localStorage.getItem(key) ?? '{}') };
  } catch {
    return DEFAULTS;
  }
}
