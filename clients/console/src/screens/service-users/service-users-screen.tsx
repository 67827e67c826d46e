// The list of Service Users.
import { Page } from '../../components/page.tsx';

export function ServiceUsersScreen() {
  return <Page title="Service Users">{null}</Page>;
}
