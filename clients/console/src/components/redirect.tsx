// Opens another screen in the place of this one.
import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';

/** @param href - A path of `paths`. */
export function Redirect({ href }: { readonly href: string }) {
  const { history } = useRouter();
  useEffect(() => history.replace(href), [history, href]);
  return null;
}
