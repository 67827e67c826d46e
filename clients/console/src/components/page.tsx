// The frame of a screen: title, breadcrumbs, actions, help and content.
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import { type ReactNode, useEffect } from 'react';
import { type Breadcrumb, pageSettings } from '../layout/page-settings.ts';
import { paths } from '../paths.ts';

interface PageProps {
  /** The text of the h1, and the title of the document. */
  readonly title: string;
  /** The part of the screen that is shown, which the title of the document names first. @default the whole screen */
  readonly part?: string | undefined;
  /** The screens above this one. */
  readonly parents?: readonly Breadcrumb[];
  readonly description?: ReactNode;
  /** Buttons next to the title. */
  readonly actions?: ReactNode;
  /** A `HelpPanel`. */
  readonly help?: ReactNode;
  /** The screen has a table with its own h1: `<Page title>` then only names the document. */
  readonly ownHeader?: boolean;
  /** The first screen, which the breadcrumbs of the others start with. */
  readonly isHome?: boolean;
  readonly children: ReactNode;
}

const NO_PARENTS: readonly Breadcrumb[] = [];

export function Page({
  title,
  part,
  parents = NO_PARENTS,
  description,
  actions,
  help,
  ownHeader = false,
  isHome = false,
  children,
}: PageProps) {
  useEffect(() => {
    document.title = `${part === undefined ? '' : `${part} - `}${title} - Service Users`;
    const here = { text: title, href: '' };
    const home = isHome ? [] : [{ text: 'Home', href: paths.home() }];
    pageSettings.set({ breadcrumbs: [...home, ...parents, here], help });
  }, [title, part, parents, help, isHome]);
  if (ownHeader) return children;
  return (
    <ContentLayout
      header={
        <Header variant="h1" description={description} actions={actions}>
          {title}
        </Header>
      }
    >
      {children}
    </ContentLayout>
  );
}
