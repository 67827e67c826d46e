// The bus that the stack names.
import { eventBridge } from '../messaging/event-bus.ts';
import { eventBusConfig } from './config.ts';

export const eventBus = eventBridge(eventBusConfig(process.env).EVENT_BUS_NAME);
