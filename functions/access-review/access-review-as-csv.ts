// The access review as CSV: a row for each Service User. A cell with several values has them as JSON.
import type { AccessReviewEntry, ListResponse } from '../../shared/contracts/responses.ts';
import { csvPage, type Row } from '../http/csv.ts';
import type { CsvPage } from '../http/csv-page.ts';

const COLUMNS = [
  'user_id',
  'name',
  'role',
  'teams',
  'owners',
  'deactivated_owners',
  'purpose',
  'managed_by',
  'labels',
  'created_at',
  'last_login',
  'datastores',
  'tokens',
  'federation_policies',
  'iam_principals',
  'findings',
];

export function accessReviewAsCsv({ items, next_cursor }: ListResponse<AccessReviewEntry>): CsvPage {
  return csvPage(items.map(toRow), COLUMNS, next_cursor);
}

function toRow(entry: AccessReviewEntry): Row {
  const { user, owners, datastores, tokens, federation_policies, iam_principals, findings } = entry;
  const { user_id, name, role, teams, purpose, managed_by, labels, created_at, last_login } = user;
  return {
    user_id,
    name,
    role,
    teams: JSON.stringify(teams),
    owners: user.owners.join(' '),
    deactivated_owners: owners
      .filter(({ active }) => !active)
      .map((owner) => owner.user_id)
      .join(' '),
    purpose,
    managed_by,
    labels: JSON.stringify(labels),
    created_at,
    last_login,
    datastores: datastores.all ? 'all' : JSON.stringify(datastores.items.map((datastore) => datastore.name)),
    tokens: JSON.stringify(tokens),
    federation_policies: JSON.stringify(federation_policies),
    iam_principals: JSON.stringify(iam_principals),
    findings: [...new Set(findings.map(({ code }) => code))].join(' '),
  };
}
