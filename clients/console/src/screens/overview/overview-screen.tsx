// The start page of Admins: how many accounts and tokens there are, what needs attention, and the latest changes.
import SpaceBetween from '@cloudscape-design/components/space-between';
import { ButtonLink } from '../../components/button-link.tsx';
import { Page } from '../../components/page.tsx';
import { paths } from '../../paths.ts';
import { Counts } from './counts.tsx';
import { ExpiringTokens } from './expiring-tokens.tsx';
import { Findings } from './findings.tsx';
import { FirstSteps } from './first-steps.tsx';
import { LatestChanges } from './latest-changes.tsx';

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
      <SpaceBetween size="l">
        <FirstSteps />
        <Counts />
        <ExpiringTokens />
        <Findings />
        <LatestChanges />
      </SpaceBetween>
    </Page>
  );
}
