import { Help } from '../../components/help.tsx';

export function DatastoresHelp() {
  return (
    <Help title="Datastores" pages={{ Authorization: 'authorization.md' }}>
      <p>An account reaches the datastores of its teams. The role Admin reaches all datastores.</p>
      <h3>Changes</h3>
      <p>
        Admins and Managers create, change and delete datastores. A Manager adds only teams that they belong to, and
        leaves a datastore at least one team.
      </p>
    </Help>
  );
}
