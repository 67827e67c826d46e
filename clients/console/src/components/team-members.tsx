// Links to the members of a team.
import SpaceBetween from '@cloudscape-design/components/space-between';
import { paths } from '../paths.ts';
import { ScreenLink } from './screen-link.tsx';

export function TeamMembers({ team }: { readonly team: string }) {
  return (
    <SpaceBetween direction="horizontal" size="s">
      <ScreenLink href={paths.serviceUsers({ team })} label={`Service Users of the team ${team}`}>
        Service Users
      </ScreenLink>
      <ScreenLink href={paths.people({ team })} label={`People of the team ${team}`}>
        People
      </ScreenLink>
    </SpaceBetween>
  );
}
