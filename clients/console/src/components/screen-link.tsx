// A link to a screen.
import Link from '@cloudscape-design/components/link';
import type { ReactNode } from 'react';
import { useFollow } from './follow.ts';

interface ScreenLinkProps {
  /** A path of `paths`. */
  readonly href: string;
  /** For screen readers, where the text depends on its surroundings. @default the text */
  readonly label?: string;
  readonly children: ReactNode;
}

export function ScreenLink({ href, label, children }: ScreenLinkProps) {
  return (
    <Link href={href} {...(label !== undefined && { ariaLabel: label })} onFollow={useFollow()}>
      {children}
    </Link>
  );
}
