import { Help } from '../../components/help.tsx';

export function TeamsHelp() {
  return (
    <Help title="Teams" pages={{ Authorization: 'authorization.md', Tasks: 'tasks.md' }}>
      <p>The teams of an account decide which datastores it reaches. The role Admin reaches all datastores.</p>
      <h3>Public</h3>
      <p>Every account is in the team Public. It cannot be changed or deleted.</p>
      <h3>Changes</h3>
      <p>When you change the teams of an account or a datastore, the next request already sees the change.</p>
    </Help>
  );
}
