// Runs on a schedule. Publishes notices about tokens that will expire soon, have expired or are unused.
import { tokenNoticePorts } from '../../shared/runtime/event-ports.ts';
import { publishTokenNotices } from '../../shared/services/token-notices.ts';

export async function handler(): Promise<void> {
  await publishTokenNotices(tokenNoticePorts);
}
