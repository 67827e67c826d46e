// The API document of /api/access-review.
import { listAccessReview } from '../../shared/contracts/access-review.ts';
import { EXAMPLE_ID, token, user } from './examples.ts';
import { PAGING, SHORT_PAGES } from './parameters.ts';
import type { Documentation } from './types.ts';

const entry = {
  user,
  owners: [{ user_id: 'jane@example.com', name: 'Jane Doe', email: 'jane@example.com', active: true }],
  datastores: { all: false, items: [{ id: EXAMPLE_ID, name: 'Warehouse' }], has_more: false },
  tokens: [
    {
      id: EXAMPLE_ID,
      name: token.name,
      status: token.status,
      created: token.created,
      age_days: 76,
      secret_age_days: 76,
      expiration: token.expiration,
      last_used: token.last_used,
      would_revoke_on: null,
    },
  ],
  federation_policies: [],
  iam_principals: [],
  findings: [{ code: 'expiring', token_id: EXAMPLE_ID }],
};

const AS_CSV = [
  'user_id,name,role,teams,owners,deactivated_owners,purpose,managed_by,labels,created_at,last_login,datastores,tokens,federation_policies,iam_principals,findings',
  'airflow_service_user@service,Airflow Service User,Member,"[""Public"",""Data""]",jane@example.com,,Runs the nightly load of the warehouse.,service-users.yaml,"{""env"":""production""}",2026-11-23T10:42:07.908Z,,"[""Warehouse""]",[],[],[],never_used',
  '',
].join('\r\n');

export const accessReview: Documentation = {
  operation: listAccessReview,
  summary: 'Review the access of Service Users',
  description: `Returns every active Service User with its credentials, its reach and the findings about it, in the order of creation. The review is read by cursor and has no total. ${SHORT_PAGES}`,
  fields: {
    size: PAGING.size,
    cursor: 'Returns the page that starts at this cursor. Send the `next_cursor` of the response before.',
    finding: 'Returns only Service Users with this finding.',
    format:
      'The format of the response. As `csv`, it is the entries only, and a value that a spreadsheet would evaluate as a formula starts with an apostrophe.',
  },
  // There is no example of `cursor`, as in other lists.
  query: { size: 25, finding: 'no_owner', format: 'json' },
  response: 'AccessReview',
  example: { items: [entry], total: null, page: null, size: 25, next_cursor: null },
  csvExample: AS_CSV,
  storage: 'read',
};
