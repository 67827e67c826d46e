// The table that the stack names, and the one DynamoDB client of the process.
import { documentClient } from '../storage/dynamodb/document-client.ts';
import { tableConfig } from './config.ts';

export const table = /* @__PURE__ */ (() => ({
  client: documentClient(),
  name: tableConfig(process.env).TABLE_NAME,
}))();
