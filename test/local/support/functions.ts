// Source of functions for fixture stacks (CommonJS, without dependencies).

/** Calls DynamoDB with the environment of the function. DynamoDB Local does not verify the signature. */
const dynamoDb = `async (operation, input) => {
  const { AWS_ACCESS_KEY_ID, AWS_ENDPOINT_URL_DYNAMODB, AWS_REGION, TABLE_NAME } = process.env;
  const response = await fetch(AWS_ENDPOINT_URL_DYNAMODB, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-date': '20260101T000000Z',
      'x-amz-target': 'DynamoDB_20120810.' + operation,
      authorization: 'AWS4-HMAC-SHA256 Credential=' + AWS_ACCESS_KEY_ID + '/20260101/' + AWS_REGION +
        '/dynamodb/aws4_request, SignedHeaders=host, Signature=none',
    },
    body: JSON.stringify({ TableName: TABLE_NAME, ...input }),
  });
  return response.json();
}`;

/** Counts its invocations in the table: `{ "count": 1 }`. */
export const counter = `const dynamoDb = ${dynamoDb};
exports.handler = async () => {
  const { Attributes } = await dynamoDb('UpdateItem', {
    Key: { pk: { S: 'counter' } },
    UpdateExpression: 'ADD invocations :one',
    ExpressionAttributeValues: { ':one': { N: '1' } },
    ReturnValues: 'ALL_NEW',
  });
  return { count: Number(Attributes.invocations.N) };
};`;

/** Writes an item with the id in a transaction. */
export const transaction = `const dynamoDb = ${dynamoDb};
exports.handler = async ({ queryStringParameters: { id } }) => {
  const Put = { TableName: process.env.TABLE_NAME, Item: { pk: { S: 'write-' + id }, text: { S: 'x'.repeat(10_000) } } };
  await dynamoDb('TransactWriteItems', { TransactItems: [{ Put }] });
  return { id };
};`;

/** Responds to the event of a custom resource with the event in `Data`. */
export const customResource = `exports.handler = async (event) => {
  await fetch(event.ResponseURL, {
    method: 'PUT',
    body: Buffer.from(JSON.stringify({
      Status: event.ResourceProperties.Status ?? 'SUCCESS',
      Reason: 'as the test wants it',
      PhysicalResourceId: event.PhysicalResourceId ?? 'made-' + event.RequestType.toLowerCase(),
      Data: { Event: event, Id: '1', UserId: event.ResourceProperties.Email },
    })),
  });
};`;

/** Creates a new token on each call, and stores the last one in the table. */
/** Logs everyone in. */
export const logIn = `exports.handler = async () => ({ session: { access_token: 'a-session' } });`;

export const createToken = `const dynamoDb = ${dynamoDb};
exports.handler = async (event) => {
  const bearer_token = 'pat_' + Math.random().toString(36).slice(2);
  await dynamoDb('PutItem', { Item: { pk: { S: 'token' }, token: { S: bearer_token } } });
  return { statusCode: 201, body: JSON.stringify({ ...JSON.parse(event.body), id: 1, bearer_token, expiration: null }) };
};`;

/** 200 for the token in the table. */
export const getMe = `const dynamoDb = ${dynamoDb};
exports.handler = async ({ headers }) => {
  const { Item } = await dynamoDb('GetItem', { Key: { pk: { S: 'token' } } });
  const statusCode = headers.authorization === 'Bearer ' + Item?.token.S ? 200 : 401;
  return { statusCode, body: JSON.stringify({ user_id: 'admin@example.com' }) };
};`;
