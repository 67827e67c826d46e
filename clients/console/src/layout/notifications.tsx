// Notifications about what has happened, above the content. Screen readers announce them.
import Flashbar, { type FlashbarProps } from '@cloudscape-design/components/flashbar';
import type { RouterHistory } from '@tanstack/react-router';
import { createStore } from './store.ts';

interface Notification {
  readonly type: 'success' | 'warning' | 'error' | 'info';
  readonly content: string;
}

const notifications = createStore<readonly FlashbarProps.MessageDefinition[]>([]);
let lastId = 0;

/** Shows a notification until the person dismisses it or opens another screen, or until three later ones. */
export function notify({ type, content }: Notification): void {
  const id = String(++lastId);
  const message: FlashbarProps.MessageDefinition = {
    id,
    type,
    content,
    dismissible: true,
    dismissLabel: 'Dismiss',
    ariaRole: type === 'error' ? 'alert' : 'status',
    onDismiss: () => notifications.set(notifications.get().filter((one) => one.id !== id)),
  };
  notifications.set([message, ...notifications.get()].slice(0, 3));
}

/**
 * Removes the notifications when the person opens another screen. A redirect keeps them: it shows what was just created.
 *
 * @returns the function that stops it.
 */
export function withdrawOnLeave(history: RouterHistory): () => void {
  let pathname = history.location.pathname;
  return history.subscribe(({ location, action }) => {
    if (action.type !== 'REPLACE' && location.pathname !== pathname) notifications.set([]);
    pathname = location.pathname;
  });
}

export function Notifications() {
  return <Flashbar items={notifications.use()} stackItems={false} />;
}
