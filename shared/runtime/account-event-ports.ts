// Wires the publishing of what became of accounts.
import { parseAccountWrite } from '../storage/accounts/account-stream.ts';
import { eventBus } from './event-bus.ts';

export const accountEventPorts = { eventBus, parseAccountWrite };
