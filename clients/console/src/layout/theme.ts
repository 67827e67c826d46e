// Light and dark mode: the system's preference, until the person chooses one.
import { applyMode, Mode } from '@cloudscape-design/global-styles';
import { useSyncExternalStore } from 'react';

const KEY = 'theme';
const systemIsDark = window.matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();

function isDark(): boolean {
  const chosen = localStorage.getItem(KEY);
  return chosen === null ? systemIsDark.matches : chosen === 'dark';
}

/** Shows the page in the current mode, and follows the system from now on. */
export function applyTheme(): void {
  systemIsDark.addEventListener('change', show);
  show();
}

function show(): void {
  const dark = isDark();
  applyMode(dark ? Mode.Dark : Mode.Light);
  document.documentElement.style.colorScheme = dark ? 'dark' : 'light';
  for (const listener of listeners) listener();
}

export function useIsDark(): boolean {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, isDark);
}

export function toggleTheme(): void {
  localStorage.setItem(KEY, isDark() ? 'light' : 'dark');
  show();
}
