import { Help } from '../../components/help.tsx';

export function ServiceUsersHelp() {
  return (
    <Help title="Service Users" pages={{ Tasks: 'tasks.md', 'Federation: sign in without a secret': 'federation.md' }}>
      <p>
        A Service User is an account for automation. It does not belong to the person who created it, and it stays when
        that person leaves.
      </p>
      <h3>User ID</h3>
      <p>
        The user ID is derived from the name and never changes, also when you rename the account. It identifies the
        account in the audit log.
      </p>
      <h3>Last used</h3>
      <p>The last request with any credential of the account, accurate to five minutes.</p>
    </Help>
  );
}
