// The personal tokens of the person who is signed in.
import { useMe } from '../../api/me.ts';
import { personalTokensQuery } from '../../api/tokens.ts';
import { Help } from '../../components/help.tsx';
import { Page } from '../../components/page.tsx';
import { TokenTable } from '../../components/tokens/token-table.tsx';

export function MyTokensScreen() {
  return (
    <Page title="My tokens" help={<MyTokensHelp />} ownHeader>
      <TokenTable
        id="my-tokens"
        title="My tokens"
        headingVariant="h1"
        description="Personal tokens for your own scripts. Only you see them. Pipelines need a Service User instead."
        query={personalTokensQuery}
        owner={useMe()}
      />
    </Page>
  );
}

function MyTokensHelp() {
  return (
    <Help title="My tokens" pages={{ 'Rules (R9)': 'rules.md' }}>
      <p>A personal token acts as you, with your role and your teams.</p>
      <p>
        All of them are revoked when your account is deactivated, so production must not depend on one. Ask an Admin for
        a Service User for that.
      </p>
    </Help>
  );
}
