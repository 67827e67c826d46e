// Connects the publishing of events to the event bus that the stack names. Each export is pure, so that a bundle has only
// the ports that its function uses.
import { s3Archive } from '../messaging/audit-archive.ts';
import { eventBridge } from '../messaging/event-bus.ts';
import type { TokenNoticePorts } from '../services/token-notices.ts';
import { isAccountWrite, parseAccountWrite, parseStoredEvent } from '../storage/accounts/account-stream.ts';
import { dynamoAccounts } from '../storage/accounts/accounts.ts';
import { dynamoDirectory } from '../storage/accounts/directory.ts';
import { parseAuditWrite } from '../storage/audit-log/audit-stream.ts';
import { dynamoPolicies } from '../storage/workspace/policies.ts';
import { dynamoTokenNotices } from '../storage/workspace/token-notices.ts';
import { archiveConfig, eventBusConfig } from './config.ts';
import { accountPorts } from './ports.ts';
import { table } from './table.ts';

const eventBus = /* @__PURE__ */ (() => eventBridge(eventBusConfig(process.env).EVENT_BUS_NAME))();

/** Publishes the events of the account stream. */
export const accountEventPorts = /* @__PURE__ */ (() => ({
  eventBus,
  directory: dynamoDirectory(table.client, table.name),
  accounts: dynamoAccounts(table.client, table.name),
  isAccountWrite,
  parseAccountWrite,
  parseStoredEvent,
}))();

/** Archives the audit log. */
export const auditArchivePorts = /* @__PURE__ */ (() => ({
  archive: s3Archive(archiveConfig(process.env).ARCHIVE_URL, process.env),
  parseAuditWrite,
}))();

/** Publishes the notices about tokens. */
export const tokenNoticePorts: TokenNoticePorts = /* @__PURE__ */ (() => ({
  ...accountPorts,
  directory: dynamoDirectory(table.client, table.name),
  policies: dynamoPolicies(table.client, table.name),
  notices: dynamoTokenNotices(table.client, table.name),
  eventBus,
}))();
