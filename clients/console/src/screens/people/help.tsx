import { Help } from '../../components/help.tsx';

export function PeopleHelp() {
  return (
    <Help title="People" pages={{ Authorization: 'authorization.md', Rules: 'rules.md' }}>
      <p>
        A person who is invited can sign in with the same e-mail address at your identity provider. People of the
        allowed e-mail domains need no invitation.
      </p>
      <h3>Roles</h3>
      <ul>
        <li>Admins manage accounts and reach all datastores.</li>
        <li>Managers also write the datastores that they reach.</li>
        <li>Members reach the datastores of their teams.</li>
      </ul>
      <p>The workspace always keeps an active Admin who is a person.</p>
    </Help>
  );
}
