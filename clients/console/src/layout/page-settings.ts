// What the current screen shows outside of its content: breadcrumbs and help. `Page` sets it, and the shell shows it.
import type { ReactNode } from 'react';
import { createStore } from './store.ts';

export interface Breadcrumb {
  readonly text: string;
  readonly href: string;
}

export interface PageSettings {
  readonly breadcrumbs: readonly Breadcrumb[];
  readonly help?: ReactNode;
}

export const pageSettings = createStore<PageSettings>({ breadcrumbs: [] });
