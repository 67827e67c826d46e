// Opens the dialog that changes an account.
import Button from '@cloudscape-design/components/button';
import { useState } from 'react';
import type { User } from '../../../api/types.ts';
import { EditDialog } from './edit-dialog.tsx';

export function EditButton({ account }: { readonly account: User }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>Edit</Button>
      {isOpen && <EditDialog account={account} onClose={() => setOpen(false)} />}
    </>
  );
}
