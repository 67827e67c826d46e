// Wires the notices about tokens.
import type { TokenNoticePorts } from '../services/token-notices.ts';
import { dynamoDirectory } from '../storage/accounts/directory.ts';
import { dynamoPolicies } from '../storage/workspace/policies.ts';
import { dynamoTokenNotices } from '../storage/workspace/token-notices.ts';
import { effects } from './effects.ts';
import { eventBus } from './event-bus.ts';
import { table } from './table.ts';

export const tokenNoticePorts: TokenNoticePorts = {
  ...effects,
  directory: dynamoDirectory(table.client, table.name),
  policies: dynamoPolicies(table.client, table.name),
  notices: dynamoTokenNotices(table.client, table.name),
  eventBus,
};
