// A button that opens a screen.
import Button, { type ButtonProps } from '@cloudscape-design/components/button';
import { useFollow } from './follow.ts';

interface ButtonLinkProps {
  /** A path of `paths`. */
  readonly href: string;
  readonly variant?: ButtonProps.Variant;
  readonly children: string;
}

export function ButtonLink({ href, variant = 'normal', children }: ButtonLinkProps) {
  return (
    <Button href={href} variant={variant} onFollow={useFollow()}>
      {children}
    </Button>
  );
}
