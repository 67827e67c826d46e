// The IAM roles and users that sign in as the Service User, without a secret.
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useState } from 'react';
import { useAccount } from '../use-account.ts';
import { AddPrincipalDialog } from './add-principal-dialog.tsx';
import { RemovePrincipalDialog } from './remove-principal-dialog.tsx';

type Open = { readonly action: 'add' } | { readonly action: 'remove'; readonly arn: string };

export function IamPrincipalsTab() {
  const account = useAccount();
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  const addButton = <Button onClick={() => setOpen({ action: 'add' })}>Add IAM principal</Button>;
  return (
    <>
      <Table
        header={
          <Header
            variant="h2"
            counter={`(${account.iam_principals.length})`}
            description="AWS roles and users that sign their requests to the signed API (SigV4). They need no token."
            actions={addButton}
          >
            IAM principals
          </Header>
        }
        items={account.iam_principals}
        trackBy={(arn) => arn}
        ariaLabels={{ tableLabel: 'IAM principals' }}
        columnDefinitions={[
          { id: 'arn', header: 'ARN', isRowHeader: true, minWidth: 200, cell: (arn) => <code>{arn}</code> },
          {
            id: 'actions',
            header: 'Actions',
            minWidth: 110,
            cell: (arn) => (
              <Button
                variant="inline-link"
                ariaLabel={`Remove ${arn}`}
                onClick={() => setOpen({ action: 'remove', arn })}
              >
                Remove
              </Button>
            ),
          },
        ]}
        empty={
          <SpaceBetween size="m">
            <b>No IAM principals</b>
            {addButton}
          </SpaceBetween>
        }
      />
      {open?.action === 'add' && <AddPrincipalDialog account={account} onClose={close} />}
      {open?.action === 'remove' && <RemovePrincipalDialog account={account} arn={open.arn} onClose={close} />}
    </>
  );
}
