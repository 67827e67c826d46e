// Confirms that something is deleted.
import type { UseMutationResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { notify } from '../layout/notifications.tsx';
import { Dialog } from './dialog.tsx';

interface DeleteDialogProps {
  /** What is deleted: "team". */
  readonly kind: string;
  readonly name: string;
  readonly change: UseMutationResult<unknown, Error, void>;
  readonly onDismiss: () => void;
  /** What the deletion means. */
  readonly children: ReactNode;
}

export function DeleteDialog({ kind, name, change, onDismiss, children }: DeleteDialogProps) {
  return (
    <Dialog
      title={`Delete ${kind} ${name}?`}
      confirm="Delete"
      change={change}
      check={`Check whether the list still has the ${kind}.`}
      onDismiss={onDismiss}
      onConfirm={() =>
        change.mutate(undefined, {
          onSuccess() {
            notify({ type: 'success', content: `The ${kind} ${name} was deleted.` });
            onDismiss();
          },
        })
      }
    >
      {children}
    </Dialog>
  );
}
