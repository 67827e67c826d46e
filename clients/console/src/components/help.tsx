// Help next to a screen, with links to the documentation.
import HelpPanel from '@cloudscape-design/components/help-panel';
import Link from '@cloudscape-design/components/link';
import type { ReactNode } from 'react';

interface HelpProps {
  readonly title: string;
  /** Pages under `docs/`, by their titles: `{ 'Tasks': 'tasks.md' }`. */
  readonly pages?: Readonly<Record<string, string>>;
  readonly children: ReactNode;
}

export function Help({ title, pages = {}, children }: HelpProps) {
  return (
    <HelpPanel
      header={<h2>{title}</h2>}
      footer={
        <ul>
          {Object.entries(pages).map(([text, page]) => (
            <li key={page}>
              <Link
                href={`${import.meta.env.BASE_URL}docs/${page}`}
                external
                externalIconAriaLabel="Opens in a new tab"
              >
                {text}
              </Link>
            </li>
          ))}
        </ul>
      }
    >
      {children}
    </HelpPanel>
  );
}
