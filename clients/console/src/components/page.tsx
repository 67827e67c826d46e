// The frame of a screen: title, breadcrumbs, actions, help and content.
import ContentLayout from '@cloudscape-design/components/content-layout';
import Header from '@cloudscape-design/components/header';
import { type ReactNode, useEffect } from 'react';
import { type Breadcrumb, pageSettings } from '../layout/page-settings.ts';
import { paths } from '../paths.ts';

interface PageProps {
  /** The text of the h1, and the title of the document. */
  readonly title: string;
  /** The screens above this one. */
  readonly parents?: readonly Breadcrumb[];
  readonly description?: ReactNode;
  /** Buttons next to the title. */
  readonly actions?: ReactNode;
  /** A `HelpPanel`. */
  readonly help?: ReactNode;
  /** The screen has a table with its own h1: `<Page title>` then only names the document. */
  readonly ownHeader?: boolean;
  readonly children: ReactNode;
}

const NO_PARENTS: readonly Breadcrumb[] = [];

export function Page({
  title,
  parents = NO_PARENTS,
  description,
  actions,
  help,
  ownHeader = false,
  children,
}: PageProps) {
  useEffect(() => {
    document.title = `${title} - Service Users`;
    const here = { text: title, href: '' };
    pageSettings.set({ breadcrumbs: [{ text: 'Home', href: paths.home() }, ...parents, here], help });
  }, [title, parents, help]);
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
