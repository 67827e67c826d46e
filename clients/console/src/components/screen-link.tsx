// A link to a screen.
import Link from '@cloudscape-design/components/link';
import type { ReactNode } from 'react';
import { useFollow } from './follow.ts';

interface ScreenLinkProps {
  /** A path of `paths`. */
  readonly href: string;
  readonly children: ReactNode;
}

export function ScreenLink({ href, children }: ScreenLinkProps) {
  return (
    <Link href={href} onFollow={useFollow()}>
      {children}
    </Link>
  );
}
