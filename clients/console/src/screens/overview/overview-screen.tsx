// The start page of Admins: how many accounts and tokens there are, what needs attention, and the latest changes.
import { lazy, Suspense } from 'react';
import { ButtonLink } from '../../components/button-link.tsx';
import { Loading } from '../../components/loading.tsx';
import { Page } from '../../components/page.tsx';
import { paths } from '../../paths.ts';

// The title and the navigation do not wait for the charts and tables.
const OverviewPanels = lazy(() => import('./overview-panels.tsx'));

export function OverviewScreen() {
  return (
    <Page
      title="Overview"
      isHome
      actions={
        <ButtonLink href={paths.createServiceUser()} variant="primary">
          Create Service User
        </ButtonLink>
      }
    >
      <Suspense fallback={<Loading />}>
        <OverviewPanels />
      </Suspense>
    </Page>
  );
}
