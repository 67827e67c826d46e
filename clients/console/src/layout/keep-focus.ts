// Keeps the keyboard focus in the page. The browser drops it when the focused element is removed or hidden: a link that was
// followed, a row that was deleted, or a button that its own action takes away.

let lastFocused: HTMLElement | undefined;

/** Moves the focus to the heading of the screen whenever it is lost. Screen readers read the heading then. */
export function keepFocus(): void {
  document.addEventListener('focusin', ({ target }) => {
    lastFocused = target instanceof HTMLElement ? target : undefined;
  });
  document.addEventListener('focusout', ({ target, relatedTarget }) => {
    // Browsers report that an element is left before they remove it.
    if (relatedTarget === null) setTimeout(() => forget(target));
  });
  new MutationObserver(recoverFocus).observe(document.body, { childList: true, subtree: true });
}

/** The person has left an element that is still there, such as with a click next to it. */
function forget(target: EventTarget | null): void {
  if (target === lastFocused && isShown(lastFocused) && document.activeElement !== lastFocused) lastFocused = undefined;
}

/** While a screen is loading, it has no heading. The change that brings the heading leads here again. */
function recoverFocus(): void {
  if (lastFocused === undefined || document.activeElement !== document.body) return;
  const target = isShown(lastFocused) ? lastFocused : document.querySelector<HTMLElement>('main h1');
  if (target === null || !isShown(target)) return;
  if (target !== lastFocused) target.tabIndex = -1;
  target.focus({ preventScroll: true });
}

function isShown(element: HTMLElement | undefined): element is HTMLElement {
  return element?.isConnected === true && element.checkVisibility();
}
