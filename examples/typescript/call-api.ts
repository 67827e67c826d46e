// Calls the signed API with the AWS credentials in the environment variables, as in a Lambda function or a container.
// Needs: npm install aws4fetch, SERVICE_USERS_URL, AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY (AWS_SESSION_TOKEN).
//   node call-api.ts GET /api/me
import { AwsClient } from 'aws4fetch';

const {
  SERVICE_USERS_URL,
  AWS_REGION = '',
  AWS_ACCESS_KEY_ID = '',
  AWS_SECRET_ACCESS_KEY = '',
  AWS_SESSION_TOKEN,
} = process.env;

const client = new AwsClient({
  service: 'execute-api',
  region: AWS_REGION,
  accessKeyId: AWS_ACCESS_KEY_ID,
  secretAccessKey: AWS_SECRET_ACCESS_KEY,
  ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
});

const [method = 'GET', path = '/api/me', body] = process.argv.slice(2);
const response = await client.fetch(`${SERVICE_USERS_URL}${path}`, {
  method,
  ...(body && { body, headers: { 'content-type': 'application/json' } }),
});
console.log(await response.text());
if (!response.ok) process.exitCode = 1;
