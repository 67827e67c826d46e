// What the overview shows below its title.
import SpaceBetween from '@cloudscape-design/components/space-between';
import { Counts } from './counts.tsx';
import { ExpiringTokens } from './expiring-tokens.tsx';
import { Findings } from './findings.tsx';
import { FirstSteps } from './first-steps.tsx';
import { LatestChanges } from './latest-changes.tsx';

export default function OverviewPanels() {
  return (
    <SpaceBetween size="l">
      <FirstSteps />
      <Counts />
      <ExpiringTokens />
      <Findings />
      <LatestChanges />
    </SpaceBetween>
  );
}
