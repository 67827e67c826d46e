// Where the focus goes when a dialog is closed.
import { useLayoutEffect } from 'react';

/** Returns the focus to the control that opened the dialog. If it is gone, `keepFocus` finds another place. */
export function useReturnFocus(): void {
  useLayoutEffect(() => {
    const opener = document.activeElement;
    return () => {
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus({ preventScroll: true });
    };
  }, []);
}
