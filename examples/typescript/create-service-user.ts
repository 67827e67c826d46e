// Creates a Service User and its first token over the bearer API, with types that are generated from the OpenAPI document.
// Needs: npm install openapi-fetch, SERVICE_USERS_URL (of the bearer API), SERVICE_USERS_TOKEN (of an Admin), and the types:
//   curl -O $SERVICE_USERS_URL/api/openapi.json && npx openapi-typescript openapi.json -o service-users.d.ts
//   node create-service-user.ts 'Airflow Service User' Data
// The token of the Admin may be that of a person or of a Service User. Without `expires_in_days`, the token policy decides.
// A pipeline that rotates its token itself keeps the previous secret until the new one was used once.
import createClient from 'openapi-fetch';
import type { paths } from './service-users.d.ts';

const { SERVICE_USERS_URL = '', SERVICE_USERS_TOKEN = '' } = process.env;
const client = createClient<paths>({
  baseUrl: SERVICE_USERS_URL,
  headers: { authorization: `Bearer ${SERVICE_USERS_TOKEN}` },
});

const [name = '', ...teams] = process.argv.slice(2);
const { data, error } = await client.POST('/api/users', {
  body: { name, teams, token: { name: 'first', expires_in_days: 90 } },
});
if (error) {
  console.error('code' in error ? `${error.code}: ${error.detail}` : error.message);
  process.exitCode = 1;
} else {
  console.log(data.user_id, data.token?.bearer_token);
}
