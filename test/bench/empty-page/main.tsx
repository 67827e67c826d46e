// A page of the design system without content, as a measure for the console.
import AppLayoutToolbar from '@cloudscape-design/components/app-layout-toolbar';
import Header from '@cloudscape-design/components/header';
import SideNavigation from '@cloudscape-design/components/side-navigation';
import TopNavigation from '@cloudscape-design/components/top-navigation';
import { createRoot } from 'react-dom/client';

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <>
      <TopNavigation identity={{ href: '#', title: 'Empty page' }} />
      <AppLayoutToolbar navigation={<SideNavigation items={[]} />} content={<Header variant="h1">Empty page</Header>} />
    </>,
  );
}
