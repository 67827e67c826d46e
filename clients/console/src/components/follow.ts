// Opens links to screens without loading the page again.
import { useRouter } from '@tanstack/react-router';
import { useCallback } from 'react';

interface FollowEvent {
  preventDefault(): void;
  readonly detail: { readonly href?: string | undefined; readonly external?: boolean | undefined };
}

/** For `onFollow` and similar events of Cloudscape, which occur for plain clicks only. */
export function useFollow(): (event: FollowEvent) => void {
  const { history } = useRouter();
  return useCallback(
    (event) => {
      const { href, external } = event.detail;
      if (href === undefined || external) return;
      event.preventDefault();
      history.push(href);
    },
    [history],
  );
}

/** Opens a screen. @param href - A path of `paths`. */
export function useOpen(): (href: string) => void {
  const { history } = useRouter();
  return useCallback((href) => history.push(href), [history]);
}
