// Notifications about what has happened, above the content. Screen readers announce them.
import Flashbar, { type FlashbarProps } from '@cloudscape-design/components/flashbar';
import { createStore } from './store.ts';

interface Notification {
  readonly type: 'success' | 'warning' | 'error' | 'info';
  readonly content: string;
}

const notifications = createStore<readonly FlashbarProps.MessageDefinition[]>([]);
let lastId = 0;

/** Shows a notification until the person dismisses it, or until three later ones. */
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

export function Notifications() {
  return <Flashbar items={notifications.use()} stackItems={false} />;
}
