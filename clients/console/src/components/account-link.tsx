// Links to accounts, by their `user_id`.
import { Fragment } from 'react';
import { paths } from '../paths.ts';
import { ScreenLink } from './screen-link.tsx';

interface AccountLinkProps {
  readonly userId: string;
  /** @default the `user_id` */
  readonly name?: string;
}

/** Accounts have an at sign in their `user_id`; the deployment has none. */
export function AccountLink({ userId, name = userId }: AccountLinkProps) {
  return userId.includes('@') ? <ScreenLink href={paths.account(userId)}>{name}</ScreenLink> : name;
}

/** The people who are responsible for a Service User. */
export function Owners({ owners }: { readonly owners: readonly AccountLinkProps[] }) {
  if (owners.length === 0) return '-';
  return owners.map((owner, index) => (
    <Fragment key={owner.userId}>
      {index > 0 && ', '}
      <AccountLink {...owner} />
    </Fragment>
  ));
}
